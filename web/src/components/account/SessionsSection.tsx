"use client";

import { ListStates } from "@/components/access/ListStates";
import { useDeed } from "@/components/access/use-deed";
import { ServerWords } from "@/components/chat/ServerWords";
import { Button } from "@/components/ui/Button";
import { useNow } from "@/components/ui/use-now";
import { useAccess } from "@/hooks/access/access-context";
import { usePaged } from "@/hooks/access/usePaged";
import { sayAgo, sayDay } from "@/lib/moments";
import type { Session } from "@/types/access";
import { Section } from "./Section";
import { sayBrowser } from "./session-words";

/** Every browser that is signed in, and the way to sign it out from here. */
export function SessionsSection() {
  const { api, want } = useAccess();
  const sessions = usePaged<Session>(
    () => api.listSessions(),
    ({ id }) => id,
  );
  const { items, drop, store } = sessions;
  const deed = useDeed();
  const others = items.filter(({ current }) => !current);

  const end = (session: Session) =>
    deed.attempt("It could not be signed out", async () => {
      await api.endSession(session.id);
      drop(session.id);
    });
  const endOthers = () =>
    deed.attempt("They could not be signed out", async () => {
      await api.endOtherSessions();
      store.setState({ items: store.getState().items.filter(({ current }) => current) });
    });

  return (
    <Section
      title="Sessions"
      text="Where you are signed in. One that you sign out stops within a second, whatever it shows."
      end={
        others.length > 1 ? (
          <Button aria-disabled={deed.busy} onClick={() => void endOthers()}>
            Sign out all others
          </Button>
        ) : null
      }
    >
      <div role="alert" className="text-danger empty:hidden">
        {deed.refusal ? <ServerWords text={deed.refusal} /> : null}
      </div>
      <ListStates
        what="sessions"
        status={sessions.status}
        problem={sessions.problem}
        empty={items.length === 0}
        nothing="None."
        onRetry={() => void sessions.reload()}
      />
      <ul aria-label="Sessions" className="flex flex-col empty:hidden">
        {items.map((session) => (
          <Row
            key={session.id}
            session={session}
            busy={deed.busy}
            onEnd={() => (session.current ? want("sign-out") : void end(session))}
          />
        ))}
      </ul>
    </Section>
  );
}

type RowProps = {
  readonly session: Session;
  readonly busy: boolean;
  readonly onEnd: () => void;
};

function Row({ session, busy, onEnd }: RowProps) {
  const now = useNow(60_000);
  const browser = sayBrowser(session.userAgent);
  const facts = [
    session.current ? "This browser" : `Last used ${sayAgo(Date.parse(session.lastSeenAt), now)}`,
    session.address,
    `signed in ${sayDay(Date.parse(session.createdAt))}`,
  ].filter(Boolean);
  return (
    <li
      data-slot="session"
      data-current={session.current || undefined}
      className="flex min-h-14 items-center gap-3 border-line py-2 not-last:border-b"
    >
      <div className="min-w-0 grow">
        <p className="truncate" title={session.userAgent}>
          {browser}
        </p>
        <p className="text-caption text-muted tabular-nums">
          {session.current ? <span className="text-accent">This browser</span> : facts[0]}
          {facts.slice(1).map((fact) => ` · ${fact}`)}
        </p>
      </div>
      <Button
        variant="ghost"
        className="-me-3 shrink-0"
        aria-disabled={busy}
        aria-label={`Sign out ${session.current ? "this browser" : browser}`}
        onClick={onEnd}
      >
        Sign out
      </Button>
    </li>
  );
}
