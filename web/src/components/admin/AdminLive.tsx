import { PageFrame } from "@/components/access/PageFrame";
import { AdminScreen } from "./AdminScreen";

/** The page's data, its frame and its screen. */
export default function AdminLive() {
  return (
    <PageFrame page="admin" title="Admin">
      <AdminScreen />
    </PageFrame>
  );
}
