"use client";

import { cx } from "@/components/ui/cx";
import { useMayWrite } from "@/hooks/access/useMayWrite";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useModelChoice } from "@/hooks/chat/useModelChoice";
import { useModels } from "@/hooks/chat/useModels";
import { ConnectHint } from "./ConnectHint";
import { useScreen } from "./ScreenContext";
import { Welcome } from "./Welcome";

type Suggestion = { readonly prompt: string; readonly about: string };

/** What the demonstration model understands. */
const played: readonly Suggestion[] = [
  { prompt: "Show me what you can do", about: "Tables, code, lists" },
  { prompt: "Write 500 words about rivers", about: "Refresh the page in the middle of it" },
  { prompt: "Think first: why is the sky blue?", about: "Reasoning before the answer" },
  { prompt: "Fail in the middle", about: "How an error is told" },
];

const real: readonly Suggestion[] = [
  {
    prompt: "Explain how tides work, to someone who has never seen the sea",
    about: "An answer in prose",
  },
  { prompt: "Compare Postgres, SQLite and DuckDB in a table", about: "Rows and columns" },
  { prompt: "Write a debounce function in TypeScript, with a test", about: "Code to copy" },
  {
    prompt: "Tell a story of 1000 words about a lighthouse",
    about: "Refresh the page in the middle of it",
  },
];

/** A new chat: what this is, and four ways to see it work. */
export function EmptyState() {
  const { send } = useChatActions();
  const { go } = useScreen();
  const { model } = useModelChoice(null);
  const mayWrite = useMayWrite();
  const onlyDemo = useModels().every(({ id }) => id === "demo");
  return (
    // Where it is higher than the screen it fades towards the composer, so that no line is cut.
    <div className="min-h-0 grow overflow-y-auto px-4 [mask-image:linear-gradient(to_bottom,black_calc(100%-32px),transparent)] md:px-6">
      <Welcome>
        {/* Until it is known who answers there is room alone, so that nothing moves afterwards.
            Each is sent when it is pressed, which a viewer may not. */}
        <ul className={cx("grid gap-2 empty:hidden sm:grid-cols-2", !model && "invisible")}>
          {(!mayWrite ? [] : model?.id === "demo" ? played : real).map(({ prompt, about }) => (
            <li key={prompt}>
              <button
                type="button"
                onClick={() => go(send(prompt))}
                className="flex h-full w-full flex-col gap-1 rounded-card border border-line bg-raised px-4 py-3 text-start text-ui transition-colors duration-120 ease-out hover:border-faint"
              >
                <span className="font-strong">{prompt}</span>
                <span className="text-muted">{about}</span>
              </button>
            </li>
          ))}
        </ul>
        {mayWrite && model && onlyDemo ? <ConnectHint /> : null}
      </Welcome>
    </div>
  );
}
