"use client";

import { type KeyboardEvent, type MouseEvent, useId, useRef, useState } from "react";
import { cx } from "@/components/ui/cx";
import { Dialog } from "@/components/ui/Dialog";
import { IconButton } from "@/components/ui/IconButton";
import { useChatActions } from "@/hooks/chat/useChatActions";
import type { ConversationView } from "@/types/chat";
import { chatHref, useScreen } from "../ScreenContext";
import { DeletedRow } from "./DeletedRow";
import { PutAside } from "./PutAside";

const tabs = ["Archived", "Deleted"] as const;

/** What was put aside: to be read, or to be taken back into the list. */
export default function ArchiveDialog({ onClose }: { readonly onClose: () => void }) {
  const { listArchived, listDeleted, setArchived } = useChatActions();
  const { go } = useScreen();
  const [shown, setShown] = useState<(typeof tabs)[number]>("Archived");
  const panelId = useId();

  const open = (event: MouseEvent, id: string) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onClose();
    go(id);
  };

  return (
    <Dialog title="Archive" onClose={onClose}>
      <Tabs shown={shown} panelId={panelId} onShow={setShown} />
      <div
        id={panelId}
        role="tabpanel"
        aria-label={shown}
        className="min-h-50 overflow-y-auto px-2 pb-3"
      >
        {shown === "Archived" ? (
          <PutAside
            list={listArchived}
            empty="Nothing is archived. A chat’s menu puts it here, out of the list but still to be found."
            row={(conversation, drop) => (
              <ArchivedRow
                conversation={conversation}
                onOpen={open}
                onTakeBack={() => {
                  setArchived(conversation.id, false);
                  drop();
                }}
              />
            )}
          />
        ) : (
          <PutAside
            list={listDeleted}
            empty="Nothing was deleted in the last 30 days."
            row={(conversation, drop) => (
              <DeletedRow conversation={conversation} onRestored={drop} />
            )}
          />
        )}
      </div>
    </Dialog>
  );
}

type TabsProps = {
  readonly shown: (typeof tabs)[number];
  readonly panelId: string;
  readonly onShow: (tab: (typeof tabs)[number]) => void;
};

function Tabs({ shown, panelId, onShow }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key !== "ArrowLeft" && key !== "ArrowRight") return;
    const next = shown === "Archived" ? "Deleted" : "Archived";
    onShow(next);
    list.current?.querySelectorAll("button")[tabs.indexOf(next)]?.focus();
  };
  return (
    <div
      ref={list}
      role="tablist"
      aria-label="What was put aside"
      className="mx-4 mb-2 flex gap-1 border-b border-line"
    >
      {tabs.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          aria-selected={tab === shown}
          aria-controls={panelId}
          tabIndex={tab === shown ? 0 : -1}
          onKeyDown={onKeyDown}
          onClick={() => onShow(tab)}
          className={cx(
            "-mb-px h-9 border-b-2 px-2 touch:h-11",
            tab === shown ? "border-accent text-fg" : "border-transparent text-muted hover:text-fg",
          )}
        >
          {tab}
        </button>
      ))}
    </div>
  );
}

const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

type ArchivedRowProps = {
  readonly conversation: ConversationView;
  readonly onOpen: (event: MouseEvent, id: string) => void;
  readonly onTakeBack: () => void;
};

function ArchivedRow({ conversation, onOpen, onTakeBack }: ArchivedRowProps) {
  const { id, title, updatedAt } = conversation;
  const name = title || "New chat";
  return (
    <>
      <a
        href={chatHref(id)}
        onClick={(event) => onOpen(event, id)}
        className="flex h-9 min-w-0 grow items-center gap-3 rounded-control px-2 hover:bg-hover touch:h-11"
      >
        <span className="min-w-0 grow truncate">{name}</span>
        <time dateTime={updatedAt} className="shrink-0 text-caption text-muted tabular-nums">
          {day.format(new Date(updatedAt))}
        </time>
      </a>
      <IconButton
        icon="unarchive"
        label={`Take “${name}” out of the archive`}
        onClick={onTakeBack}
      />
    </>
  );
}
