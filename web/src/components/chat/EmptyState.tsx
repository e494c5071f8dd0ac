"use client";

import { Mark } from "@/components/layout/Mark";
import { cx } from "@/components/ui/cx";
import { useMayWrite } from "@/hooks/access/useMayWrite";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useModelChoice } from "@/hooks/chat/useModelChoice";
import { useModels } from "@/hooks/chat/useModels";
import { useScreen } from "./ScreenContext";

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
      {/* Until it is known who answers there is room alone, so that nothing moves afterwards. */}
      <div
        className={cx(
          "mx-auto flex min-h-full max-w-measure flex-col justify-center gap-6 py-6 text-read md:gap-8 md:py-8",
          !model && "invisible",
        )}
      >
        <div className="flex flex-col gap-2">
          <Mark className="mb-2 text-accent" />
          <h2 className="text-hero font-strong">Thalweg</h2>
          <p className="text-muted">
            A chat whose answers survive a refresh, a lost network and a restart of the server.
          </p>
        </div>
        {/* Each is sent when it is pressed, which a viewer may not. */}
        <ul className="grid gap-2 empty:hidden sm:grid-cols-2">
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
        {onlyDemo ? (
          <p data-slot="connect" className="pb-4 text-ui text-pretty text-muted md:pb-0">
            The built-in demonstration answers here: it plays every state of a chat and understands
            nothing. To connect a real model, start the server with{" "}
            <Code>--openai-base-url http://127.0.0.1:11434/v1</Code> for Ollama, vLLM and all that
            speak as OpenAI does, or with <Code>THALWEG_OPENAI_API_KEY</Code> or{" "}
            <Code>THALWEG_ANTHROPIC_API_KEY</Code> in its environment.
          </p>
        ) : null}
      </div>
    </div>
  );
}

function Code({ children }: { readonly children: string }) {
  return (
    <code className="rounded-[4px] bg-sunken px-1 font-mono text-caption wrap-anywhere">
      {children}
    </code>
  );
}
