"use client";

import { useStore } from "zustand";
import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/ui/IconButton";
import { ServerWords } from "../ServerWords";
import { noticeStore, notify } from "./notice";

/** Why something that was asked for away from the thread did not happen. */
export function NoticeLine() {
  const notice = useStore(noticeStore, (state) => state.notice);
  return (
    <div className="flex max-w-full justify-center">
      {notice ? (
        <div
          role="alert"
          data-slot="notice"
          className="pointer-events-auto flex min-w-0 max-w-measure animate-enter items-start gap-3 rounded-card border border-line bg-raised py-2 ps-4 pe-2 shadow-float"
        >
          <Icon name="alert" className="mt-2 text-danger" />
          <p className="min-w-0 py-1.5 wrap-anywhere">
            <span className="text-danger">{notice.title}.</span>{" "}
            {notice.advice ? (
              <span className="text-muted">
                <ServerWords text={notice.advice} />
              </span>
            ) : null}
          </p>
          <IconButton icon="close" label="Dismiss" onClick={() => notify(null)} />
        </div>
      ) : null}
    </div>
  );
}
