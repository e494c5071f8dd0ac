import { type ReactNode, useId } from "react";

type SectionProps = {
  readonly title: string;
  readonly text?: ReactNode;
  /** What stands at the end of the heading's line. */
  readonly end?: ReactNode;
  readonly children: ReactNode;
};

/** A part of the page under a heading of its own. */
export function Section({ title, text, end, children }: SectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="flex flex-col gap-4 border-line not-last:border-b not-last:pb-8"
    >
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-60 grow basis-0">
          <h2 id={id} className="font-strong">
            {title}
          </h2>
          {text ? <p className="max-w-measure text-pretty text-muted">{text}</p> : null}
        </div>
        {end}
      </div>
      {children}
    </section>
  );
}
