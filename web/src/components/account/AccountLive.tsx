import { PageFrame } from "@/components/access/PageFrame";
import { AccountScreen } from "./AccountScreen";

/** The page's data, its frame and its screen. */
export default function AccountLive() {
  return (
    <PageFrame page="account" title="Account">
      <AccountScreen />
    </PageFrame>
  );
}
