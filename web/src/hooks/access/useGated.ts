import { selectGated } from "@/stores/access/access.store";
import { useAccessState } from "./access-context";

/** Whether something about signing in lies over the page. */
export function useGated(): boolean {
  return useAccessState(selectGated);
}
