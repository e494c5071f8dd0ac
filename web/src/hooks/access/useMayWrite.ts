import { useAccessState } from "./access-context";

/** Whether whoever looks may start or change anything; a viewer may read alone. */
export function useMayWrite(): boolean {
  return useAccessState(({ me }) => me?.principal.role !== "viewer");
}
