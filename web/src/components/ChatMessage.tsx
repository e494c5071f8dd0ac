"use client";

import { memo } from "react";
import { AssistantMessage } from "@/components/chat/AssistantMessage";
import { UserMessage } from "@/components/chat/UserMessage";
import { useMessage } from "@/hooks/chat/useMessage";

type ChatMessageProps = {
  readonly conversationId: string;
  readonly messageId: string;
  /** The last one keeps its actions in sight. */
  readonly last: boolean;
};

/** One message, read by its id: a streamed word redraws this one and no other. */
export const ChatMessage = memo(function ChatMessage({
  conversationId,
  messageId,
  last,
}: ChatMessageProps) {
  const message = useMessage(conversationId, messageId);
  if (!message) return null;
  switch (message.role) {
    case "user":
      return <UserMessage conversationId={conversationId} message={message} />;
    case "assistant":
      return <AssistantMessage conversationId={conversationId} message={message} last={last} />;
    case "system":
    case "tool":
      return (
        <article data-slot="message" data-role={message.role}>
          <h2 className="text-caption text-faint">
            {message.role === "system" ? "Instruction" : "Tool"}
          </h2>
          <p className="text-ui whitespace-pre-wrap text-muted wrap-anywhere">{message.content}</p>
        </article>
      );
  }
});
