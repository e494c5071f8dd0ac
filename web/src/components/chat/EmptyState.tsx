"use client";

import { Mark } from "@/components/layout/Mark";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useModels } from "@/hooks/chat/useModels";
import { useScreen } from "./ScreenContext";

const suggestions = [
  { prompt: "Show me what you can do", about: "Tables, code, lists" },
  { prompt: "Write 500 words about rivers", about: "Refresh the page in the middle of it" },
  { prompt: "Think first: why is the sky blue?", about: "Reasoning before the answer" },
  { prompt: "Fail in the middle", about: "How an error is told" },
] as const;

/** A new chat: what this is, and four ways to see it work. */
export function EmptyState() {
  const { send } = useChatActions();
  const { go } = useScreen();
  const demo = useModels().find((model) => model.default)?.id === "demo";
  return (
    <div className="min-h-0 grow overflow-y-auto px-4 md:px-6">
      <div className="mx-auto flex min-h-full max-w-measure flex-col justify-center gap-8 py-8 text-read">
        <div className="flex flex-col gap-2">
          <Mark className="mb-2 text-accent" />
          <h2 className="text-hero font-strong">Thalweg</h2>
          <p className="text-muted">
            A chat whose answers survive a refresh, a lost network and a restart of the server.
          </p>
        </div>
        <ul className="grid gap-2 sm:grid-cols-2">
          {suggestions.map(({ prompt, about }) => (
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
        <p className="min-h-5 text-ui text-faint">
          {demo
            ? "The built-in demonstration model answers here. It plays every state of a chat and understands nothing; real models come with a later version."
            : null}
        </p>
      </div>
    </div>
  );
}
