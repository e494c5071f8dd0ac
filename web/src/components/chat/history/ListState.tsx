import { Button } from "@/components/ui/Button";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useConnection } from "@/hooks/chat/useConnection";

/** What stands in the place of a list that has nothing to show. */
export function ListState({ failed }: { readonly failed: boolean }) {
  const { retryNow } = useChatActions();
  const offline = useConnection().state === "offline";
  if (!failed) {
    return <p className="px-4 py-2 text-muted">No chats yet. Your first question starts one.</p>;
  }
  return (
    <div role="status" className="flex flex-col items-start gap-2 px-4 py-2 text-muted">
      <p>
        {offline
          ? "You are offline. Your chats come back with the network."
          : "The list could not be loaded."}
      </p>
      {offline ? null : <Button onClick={retryNow}>Try again</Button>}
    </div>
  );
}
