"use client";

import { Suspense } from "react";
import { useModelName } from "@/hooks/chat/useModelName";
import { lazyPart } from "@/lib/lazy-part";
import type { MessageView } from "@/types/chat";
import { MessageActions } from "./MessageActions";
import { GrowingMarkdown } from "./markdown/GrowingMarkdown";
import { Reasoning } from "./Reasoning";
import { Stage } from "./Stage";
import { StatusLine } from "./StatusLine";

/** Fetched with the first answer that calls tools. */
const MessageBlocks = lazyPart(() => import("./calls/MessageBlocks"));

type AssistantMessageProps = {
  readonly conversationId: string;
  readonly message: MessageView;
  readonly last: boolean;
};

/** An answer, free on the page: reasoning, text, how it ended, what can be done with it. */
export function AssistantMessage({ conversationId, message, last }: AssistantMessageProps) {
  const { content, reasoning, blocks, status } = message;
  const streaming = status === "streaming";
  const name = useModelName(message.model);
  const waiting = streaming && !content;
  return (
    <article
      data-slot="message"
      data-role="assistant"
      data-message={message.id}
      data-status={status}
      aria-busy={streaming}
      className="group/message flex scroll-mt-6 min-w-0 flex-col gap-3"
    >
      <h2 className="sr-only">{name ?? "Thalweg"} answered</h2>
      {blocks ? (
        <Suspense>
          <MessageBlocks conversationId={conversationId} message={message} blocks={blocks} />
        </Suspense>
      ) : null}
      {reasoning && !blocks ? (
        <Reasoning
          conversationId={conversationId}
          messageId={message.id}
          text={reasoning}
          thinking={waiting}
        />
      ) : null}
      {content && !blocks ? <GrowingMarkdown text={content} streaming={streaming} /> : null}
      {waiting && !reasoning && !blocks ? (
        <p className="text-read">
          <Stage conversationId={conversationId} />
        </p>
      ) : null}
      <StatusLine conversationId={conversationId} message={message} last={last} />
      {streaming ? (
        // The room of the actions, so that the end of an answer moves nothing.
        <div className="h-8 touch:h-11" />
      ) : (
        <MessageActions conversationId={conversationId} message={message} last={last} />
      )}
    </article>
  );
}
