import { CopyButton } from "@/components/ui/CopyButton";

type CodeBlockProps = { readonly code: string; readonly language: string };

/** Source in a well; its head and its scrollbar have their place from the first line on. */
export function CodeBlock({ code, language }: CodeBlockProps) {
  return (
    <div
      data-slot="code-block"
      className="overflow-hidden rounded-card border border-line bg-sunken"
    >
      <div className="flex h-10 items-center justify-between border-b border-line ps-4 pe-1 text-caption text-muted touch:h-11">
        <span>{language || "text"}</span>
        <CopyButton text={code} label="Copy code" />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard.
        tabIndex={0}
        className="overflow-x-scroll px-4 py-3 font-mono text-ui -outline-offset-2"
      >
        <code>{code}</code>
      </pre>
    </div>
  );
}
