"use client";

import { useEffect, useId, useRef, useState } from "react";
import { FoldButton } from "@/components/ui/FoldButton";

/** Who answers while no model is connected, and how one is. */
export function ConnectHint() {
  const [open, setOpen] = useState(false);
  const id = useId();
  const answer = useRef<HTMLParagraphElement>(null);
  // On a phone there is no room left below.
  useEffect(() => {
    if (open) answer.current?.scrollIntoView({ block: "nearest" });
  }, [open]);
  return (
    <div data-slot="connect" className="flex flex-col gap-1 pb-4 text-ui text-muted md:pb-0">
      <p className="text-pretty">
        The built-in demonstration answers here: it plays every state of a chat and understands
        nothing.
      </p>
      <FoldButton
        open={open}
        controls={id}
        className="self-start text-fg hover:text-accent"
        onToggle={() => setOpen(!open)}
      >
        Connect a real model
      </FoldButton>
      <p
        ref={answer}
        id={id}
        hidden={!open}
        className="scroll-mb-8 border-s-2 border-line ps-4 text-pretty"
      >
        Start the server with <Code>--openai-base-url http://127.0.0.1:11434/v1</Code> for Ollama,
        vLLM and all that speak as OpenAI does, or with <Code>THALWEG_OPENAI_API_KEY</Code> or{" "}
        <Code>THALWEG_ANTHROPIC_API_KEY</Code> in its environment.
      </p>
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
