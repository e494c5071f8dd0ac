"use client";

import { useEffect, useState } from "react";
import { copyText } from "./copy-text";
import { IconButton } from "./IconButton";

type CopyButtonProps = {
  /** What is copied, or what tells it when it is wanted. */
  readonly text: string | (() => string);
  readonly label: string;
  readonly className?: string;
};

/** Copies, and says for a moment whether it did. */
export function CopyButton({ text, label, className }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"copied" | "refused" | null>(null);

  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), 1600);
    return () => clearTimeout(timer);
  }, [outcome]);

  const said =
    outcome === "copied" ? "Copied" : outcome === "refused" ? "Copying was refused" : label;
  return (
    <IconButton
      icon={outcome === "copied" ? "check" : outcome === "refused" ? "alert" : "copy"}
      label={said}
      className={className}
      onClick={async () => {
        const copied = await copyText(typeof text === "string" ? text : text());
        setOutcome(copied ? "copied" : "refused");
      }}
    />
  );
}
