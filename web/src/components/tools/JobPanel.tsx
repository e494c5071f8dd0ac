"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { Icon } from "@/components/Icon";
import { openQuestion } from "@/components/invocation/use-answered-elsewhere";
import { Skeleton } from "@/components/Skeleton";
import { ToolInvocationCard } from "@/components/ToolInvocationCard";
import { Button } from "@/components/ui/Button";
import { useNow } from "@/components/ui/use-now";
import { useJob, useTool, useTools } from "@/hooks/tools/tools-context";
import { hasEnded } from "@/lib/tools-api";
import { toProblem } from "@/stores/chat-runtime";
import type { ConnectionView, MessageError } from "@/types/chat";
import type { JobEntry } from "@/types/tools";
import { goTo } from "./address";
import { callFailure } from "./tool-failures";

type JobPanelProps = {
  readonly id: string;
  /** Takes the call's arguments to the form; absent where there is no form. */
  readonly onEdit?: (args: Readonly<Record<string, unknown>>) => void;
};

/** The call that is shown, live until its end, and the ways on from there. */
export function JobPanel({ id, onEdit }: JobPanelProps) {
  const { follow, decide, answer } = useTools();
  const entry = useJob(id);
  const tool = useTool(entry?.call?.name);
  const panel = useRef<HTMLElement>(null);

  useEffect(() => follow(id), [follow, id]);
  // Only when the page is left: a call that is looked at next is followed in its place.
  useEffect(() => () => follow(null), [follow]);

  const known = entry?.call !== undefined;
  useEffect(() => {
    // A call that was just asked for may lie below what is in sight.
    if (known) panel.current?.scrollIntoView({ block: "nearest" });
  }, [known]);

  if (entry?.call === undefined) return <Absent entry={entry} />;
  const { call } = entry;
  return (
    <section ref={panel} aria-label="The call" className="flex scroll-mb-6 flex-col gap-2">
      <ToolInvocationCard
        call={call}
        onDecide={(answer) => decide(id, answer)}
        onAnswer={(question, said) => answer(id, question, said)}
        note={<Trouble entry={entry} />}
        actions={<Actions entry={entry} {...(onEdit && { onEdit })} />}
        {...(tool && { title: tool.title })}
        {...(tool?.server !== undefined && { server: tool.server })}
      />
      <p role="status" className="sr-only">
        {hasEnded(call.status) || call.status === "awaiting-approval" ? spoken(entry) : ""}
      </p>
    </section>
  );
}

function spoken({ call }: JobEntry): string {
  const name = call?.name ?? "the tool";
  switch (call?.status) {
    case "awaiting-approval":
      if (openQuestion(call)) return `${name} asks you something`;
      return `${name} waits for your approval`;
    case "done":
      return `${name} is done`;
    case "error":
      return `${name} failed`;
    default:
      return `${name} was ${call?.status === "cancelled" ? "stopped" : call?.status}`;
  }
}

function Absent({ entry }: { readonly entry: JobEntry | undefined }) {
  const { retryNow } = useTools();
  if (entry?.status === "missing") {
    return (
      <p
        role="status"
        data-slot="missing"
        className="rounded-card border border-line p-4 text-muted"
      >
        There is no such call, or it is somebody else’s.
      </p>
    );
  }
  if (entry?.status === "error") {
    return (
      <div
        role="alert"
        className="flex flex-col items-start gap-2 rounded-card border border-line p-4"
      >
        <p className="text-muted">The call could not be loaded. {entry.problem?.message}</p>
        <Button onClick={retryNow}>Try again</Button>
      </div>
    );
  }
  return (
    <div
      role="status"
      aria-label="Loading the call"
      className="rounded-card border border-line p-4"
    >
      <Skeleton className="h-5 w-1/2" />
    </div>
  );
}

/** What can be done with a call: stop it while it goes on, run it again when it has ended. */
function Actions({
  entry: { call },
  onEdit,
}: {
  readonly entry: JobEntry;
  readonly onEdit?: JobPanelProps["onEdit"];
}): ReactNode {
  const tools = useTools();
  const tool = useTool(call?.name);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<MessageError | null>(null);
  if (call === undefined) return null;

  // To deny it is the way to stop one that waits for leave.
  if (call.status === "awaiting-approval" && !openQuestion(call)) return null;
  if (!hasEnded(call.status)) {
    return (
      <Button
        aria-disabled={sending}
        onClick={() => {
          if (sending) return;
          setSending(true);
          void tools.stop(call.id).finally(() => setSending(false));
        }}
      >
        <Icon name="stop" />
        Stop
      </Button>
    );
  }
  const callable = tool?.enabled && tool.permission !== "deny";
  const again = () => {
    if (sending) return;
    setSending(true);
    setProblem(null);
    tools
      .run(call.name, call.args)
      .then((job) => goTo({ tool: call.name, job }))
      .catch((error: unknown) => setProblem(toProblem(error)))
      .finally(() => setSending(false));
  };
  return (
    <>
      {callable ? (
        <Button aria-disabled={sending} onClick={again}>
          <Icon name="retry" />
          Run again
        </Button>
      ) : null}
      {onEdit ? (
        <Button variant="ghost" onClick={() => onEdit(call.args)}>
          Edit the arguments
        </Button>
      ) : null}
      {problem ? (
        <p role="alert" className="basis-full text-danger">
          {callFailure(problem)}
        </p>
      ) : null}
    </>
  );
}

/** A loss shorter than this heals unseen. */
const QUIET_MS = 1000;

/** What is wrong with the view of a call; the call itself goes on. */
function Trouble({ entry: { call, connection, problem } }: { readonly entry: JobEntry }) {
  if (problem) {
    return (
      <p role="alert" className="text-danger">
        {problem.code === "network"
          ? "The server could not be reached. Try it again."
          : callFailure(problem)}
      </p>
    );
  }
  return connection && !hasEnded(call?.status ?? "") ? <Lost connection={connection} /> : null;
}

function Lost({ connection: { state, since } }: { readonly connection: ConnectionView }) {
  const { retryNow } = useTools();
  const lost = state === "reconnecting" || state === "offline";
  const now = useNow(250, lost);
  const failed = state === "failed" || state === "expired";
  if (!failed && !(lost && now - since >= QUIET_MS)) return null;
  return (
    <p data-slot="lost" className="flex flex-wrap items-center gap-x-2 text-signal">
      {failed
        ? "The connection failed. The call goes on without this page."
        : state === "offline"
          ? "You are offline. The call goes on; its progress comes back by itself."
          : "Reconnecting… The call goes on meanwhile."}
      <Button variant="link" onClick={retryNow}>
        Try now
      </Button>
    </p>
  );
}
