"use client";

import { memo, useLayoutEffect, useMemo, useRef, useState } from "react";
import { CopyButton } from "@/components/ui/CopyButton";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { CodeLines } from "./CodeLines";
import { fileName } from "./file-name";
import { languageOf } from "./languages";
import { saveText } from "./save-text";
import { useColors } from "./use-colors";

type CodeBlockProps = {
  readonly code: string;
  /** All that stands behind the fence, the language first; undefined while its line is written. */
  readonly info: string | undefined;
  /** Its last line is still being written. */
  readonly growing: boolean;
};

/** Source in a well; its head and its scrollbar have their place from the first letter on. */
export function CodeBlock({ code, info, growing }: CodeBlockProps) {
  const [wrapped, setWrapped] = useState(false);
  const language = info?.trim().split(/[\s{,]/)[0] ?? "";
  const source = useSource(code);
  const lines = useMemo(() => code.split("\n"), [code]);
  const colors = useColors(languageOf(language)?.grammar, code, lines, growing);
  return (
    <div
      data-slot="code-block"
      // Source runs from left to right in every script.
      dir="ltr"
      className="overflow-hidden rounded-card border border-line bg-sunken text-start"
    >
      <CodeHead
        language={info === undefined ? "" : language || "text"}
        file={fileName(info ?? "")}
        source={source}
        wrapped={wrapped}
        onWrap={setWrapped}
      />
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard.
        tabIndex={0}
        className={cx(
          "overflow-x-scroll px-4 py-3 font-mono text-ui -outline-offset-2",
          wrapped && "whitespace-pre-wrap wrap-anywhere",
        )}
      >
        <code>
          <CodeLines lines={lines} colors={colors} />
        </code>
      </pre>
    </div>
  );
}

type CodeHeadProps = {
  readonly language: string;
  readonly file: string;
  readonly source: () => string;
  readonly wrapped: boolean;
  readonly onWrap: (wrapped: boolean) => void;
};

/** What the source is and what can be done with it; not drawn again when it grows. */
const CodeHead = memo(function CodeHead(props: CodeHeadProps) {
  const { language, file, source, wrapped, onWrap } = props;
  return (
    <div className="flex h-10 items-center border-b border-line ps-4 pe-1 text-caption text-muted touch:h-11">
      <span className="min-w-0 grow truncate">{language}</span>
      <IconButton
        icon="wrap"
        label="Wrap long lines"
        aria-pressed={wrapped}
        className={cx(wrapped && "bg-hover text-fg")}
        onClick={() => onWrap(!wrapped)}
      />
      <IconButton
        icon="download"
        label={`Download ${file}`}
        onClick={() => saveText(file, source())}
      />
      <CopyButton text={source} label="Copy code" />
    </div>
  );
});

/** Gives the source as it is when it is asked for, and is itself always the same. */
function useSource(code: string): () => string {
  const latest = useRef(code);
  useLayoutEffect(() => {
    latest.current = code;
  });
  const [source] = useState(() => () => latest.current);
  return source;
}
