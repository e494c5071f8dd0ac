"use client";

import { memo, useEffect, useLayoutEffect, useRef, useState } from "react";
import { cx } from "@/components/ui/cx";
import { loadedMaths, loadMaths } from "./load";

type MathsProps = {
  readonly tex: string;
  /** `tex` as it was written, between its marks. */
  readonly source: string;
  readonly display: boolean;
  /** Its end has not come: the source is shown, in the same place and form all the while. */
  readonly open: boolean;
};

/** A formula. Its source stands in for it until it can be drawn, and when it cannot. */
export const Maths = memo(function Maths({ tex, source, display, open }: MathsProps) {
  const place = useRef<HTMLSpanElement>(null);
  const [ready, setReady] = useState(() => loadedMaths() !== undefined);
  const [fault, setFault] = useState<{ readonly tex: string; readonly words: string }>();
  const failed = fault?.tex === tex;
  const drawn = ready && !open && !failed;

  useEffect(() => {
    if (ready) return;
    let gone = false;
    // Also while it is open: it is there by the time the end comes.
    loadMaths().then(
      () => gone || setReady(true),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [ready]);

  useLayoutEffect(() => {
    if (!drawn || !place.current) return;
    try {
      loadedMaths()?.draw(tex, place.current, display);
    } catch (error) {
      setFault({ tex, words: error instanceof Error ? error.message : "" });
    }
  }, [drawn, tex, display]);

  return (
    <span
      data-slot="math"
      data-state={open ? "open" : failed ? "failed" : drawn ? "drawn" : "waiting"}
      dir="ltr"
      className={cx(display && "block overflow-x-auto overflow-y-hidden py-1 text-center")}
    >
      {drawn ? (
        <span ref={place} />
      ) : (
        <code
          title={failed ? fault.words : undefined}
          className={cx(
            "font-mono text-ui whitespace-pre-wrap text-muted",
            failed && "underline decoration-danger decoration-wavy underline-offset-4",
          )}
        >
          {failed ? source : tex}
        </code>
      )}
    </span>
  );
});
