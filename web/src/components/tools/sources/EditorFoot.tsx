import type { FieldError } from "@thalweg/client";
import { type ReactNode, useEffect, useRef } from "react";
import { ServerWords } from "@/components/chat/ServerWords";
import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import type { Refusal } from "@/types/sources";
import { Code } from "./PairsField";
import { refusalWords } from "./source-words";

type EditorFootProps = {
  readonly busy: "save" | "test" | null;
  readonly saveLabel: string;
  readonly testLabel: string;
  readonly testingLabel: string;
  readonly refusal: Refusal | null;
  /** What is wrong and has no field. */
  readonly faults: readonly FieldError[];
  readonly onTest: () => void;
  readonly onCancel: () => void;
  /** What the try gave. */
  readonly children?: ReactNode;
};

/** The end of an editor: why it was refused, what a try gave, and the ways on. */
export function EditorFoot(props: EditorFootProps) {
  const { busy, saveLabel, testLabel, testingLabel, refusal, faults, onTest, onCancel } = props;
  return (
    <div className="flex flex-col gap-4">
      {props.children}
      {faults.length === 0 ? null : (
        <ul role="alert" className="flex flex-col gap-1 text-danger">
          {faults.map(({ path, message }) => (
            <li key={path + message}>
              {path === "" ? null : <code className="font-mono text-caption">{path}: </code>}
              <ServerWords text={message} />
            </li>
          ))}
        </ul>
      )}
      {refusal?.code === "owner_link_required" ? <OwnerLinkNotice /> : null}
      {refusal && refusal.code !== "owner_link_required" ? (
        <p role="alert" data-slot="refusal" className="text-danger">
          <ServerWords text={refusalWords(refusal)} />
        </p>
      ) : null}
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="primary" type="submit" aria-disabled={busy !== null}>
          {busy === "save" ? "Saving…" : saveLabel}
        </Button>
        <Button aria-disabled={busy !== null} onClick={onTest}>
          <Icon name="run" />
          {busy === "test" ? testingLabel : testLabel}
        </Button>
        <span className="grow" />
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

/** Why even the owner of a local server has to prove it, and how. */
function OwnerLinkNotice() {
  const box = useRef<HTMLDivElement>(null);
  // The buttons that were pressed stand below it, perhaps at the edge of what is in sight.
  useEffect(() => {
    // What it gives back is no clean-up.
    box.current?.scrollIntoView({ block: "center" });
  }, []);
  return (
    <div
      ref={box}
      role="alert"
      data-slot="owner-link"
      className="flex gap-3 rounded-card border border-signal/60 bg-raised p-4"
    >
      <Icon name="hand" className="mt-0.5 text-signal" />
      <div className="flex min-w-0 flex-col gap-2">
        <p className="font-strong">Show that this server is yours</p>
        <p className="text-muted">
          Sources can start programs and reach addresses, so a browser may add them only after it
          opened the owner’s link. <Code>thalweg serve</Code> printed it in its terminal when it
          started, and prints a new one at each start.
        </p>
        <p className="text-muted">
          Open it in another tab of this browser, come back and press the button again. What you
          wrote stays here meanwhile.
        </p>
      </div>
    </div>
  );
}
