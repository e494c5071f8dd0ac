"use client";

import { useEffect, useRef } from "react";
import { CopyButton } from "@/components/ui/CopyButton";
import { IconButton } from "@/components/ui/IconButton";

type SecretProps = {
  readonly title: string;
  readonly text: string;
  readonly secret: string;
  readonly copyLabel: string;
  readonly onDone: () => void;
};

/** Something that is shown this once. It stays until it is put away, or the part is left. */
export function Secret({ title, text, secret, copyLabel, onDone }: SecretProps) {
  const box = useRef<HTMLElement>(null);
  // The form that made it stands above, perhaps with the end of it out of sight.
  useEffect(() => {
    box.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <section
      ref={box}
      aria-label={title}
      data-slot="secret"
      className="flex flex-col gap-3 rounded-card border border-signal/60 bg-raised p-4"
    >
      <div className="flex items-start gap-2">
        <div role="status" className="min-w-0 grow">
          <p className="font-strong">{title}</p>
          <p className="text-pretty text-muted">{text}</p>
        </div>
        <IconButton icon="close" label="Put it away" className="-me-2 -mt-2" onClick={onDone} />
      </div>
      <div className="flex items-center gap-1 rounded-control bg-sunken ps-3">
        <code className="min-w-0 grow py-2 font-mono text-caption break-all select-all">
          {secret}
        </code>
        <CopyButton text={secret} label={copyLabel} />
      </div>
    </section>
  );
}
