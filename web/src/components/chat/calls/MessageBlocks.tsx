"use client";

import { DrawerContext } from "@/components/invocation/drawer-context";
import { hasEnded } from "@/lib/tools-api";
import { openDrawer } from "@/stores/drawer.store";
import type { BlockView, MessageView } from "@/types/chat";
import { GrowingMarkdown } from "../markdown/GrowingMarkdown";
import { Reasoning } from "../Reasoning";
import { Stage } from "../Stage";
import { ChatCall } from "./ChatCall";

type MessageBlocksProps = {
  readonly conversationId: string;
  readonly message: MessageView;
  readonly blocks: readonly BlockView[];
};

/** An answer in which tools were called: its thoughts, texts and calls, in their order. */
export default function MessageBlocks({ conversationId, message, blocks }: MessageBlocksProps) {
  const streaming = message.status === "streaming";
  const last = blocks.at(-1);
  const idle = last?.kind === "calls" && last.calls.every(({ status }) => hasEnded(status));
  return (
    <>
      {blocks.map((block) => (
        <Block
          key={block.id}
          conversationId={conversationId}
          messageId={message.id}
          block={block}
          growing={streaming && block === last}
        />
      ))}
      {streaming && idle ? (
        <p className="text-read">
          <Stage conversationId={conversationId} />
        </p>
      ) : null}
    </>
  );
}

type BlockProps = {
  readonly conversationId: string;
  readonly messageId: string;
  readonly block: BlockView;
  /** It is the last one, and the answer goes on. */
  readonly growing: boolean;
};

function Block({ conversationId, messageId, block, growing }: BlockProps) {
  switch (block.kind) {
    case "text":
      return <GrowingMarkdown text={block.text} streaming={growing} />;
    case "reasoning":
      return (
        <Reasoning
          conversationId={conversationId}
          messageId={`${messageId}-${block.id}`}
          text={block.text}
          thinking={growing}
        />
      );
    case "calls":
      return (
        <ul data-slot="calls" className="flex min-w-0 flex-col gap-2">
          {block.calls.map((call) => (
            <li key={call.id} className="min-w-0">
              <DrawerContext value={openDrawer}>
                <ChatCall call={call} />
              </DrawerContext>
            </li>
          ))}
        </ul>
      );
  }
}
