"use client";

import type { JobApproval } from "@thalweg/client";
import { Icon } from "@/components/Icon";
import { byWhom } from "./status-words";
import { ValueWell } from "./ValueWell";

/** What a call asked, and what came of it. One that waits has a form of its own. */
export function Questions({ questions }: { readonly questions: readonly JobApproval[] }) {
  return questions.map((question) =>
    question.decision === undefined || !question.form ? null : (
      <div key={question.id} data-slot="answered" className="flex min-w-0 flex-col gap-1">
        <p className="flex gap-2 text-muted">
          <Icon name="hand" className="mt-0.5" />
          <span dir="auto" className="min-w-0 wrap-anywhere">
            {question.form.server} asked: “{glimpse(question.form.message)}” {outcomeOf(question)}
          </span>
        </p>
        {question.content && Object.keys(question.content).length > 0 ? (
          <ValueWell title="Answer" slot="answer" value={question.content} />
        ) : null}
      </div>
    ),
  );
}

/** What came of a question, as a sentence. */
export function outcomeOf({ decision, by }: JobApproval): string {
  switch (decision) {
    case "allow":
    case "always":
      return `Answered${byWhom(by)}.`;
    case "deny":
      return `Declined${byWhom(by)}.`;
    case "expired":
      return "Nobody answered in time.";
    default:
      return by === undefined ? "It was taken back." : `Dismissed${byWhom(by)}.`;
  }
}

const GLIMPSE = 160;

function glimpse(message: string): string {
  const line = message.replace(/\s+/g, " ");
  return line.length > GLIMPSE ? `${line.slice(0, GLIMPSE)}…` : line;
}
