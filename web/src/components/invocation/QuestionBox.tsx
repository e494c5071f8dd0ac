"use client";

import type { FieldError, JobApproval } from "@thalweg/client";
import { type RefObject, Suspense, useLayoutEffect, useRef, useState } from "react";
import { Skeleton } from "@/components/Skeleton";
import { lazyPart } from "@/lib/lazy-part";
import type { QuestionAnswer } from "@/types/tools";

/** Few calls ask, so that what a form is made of is fetched by the first that does. */
const QuestionForm = lazyPart(() => import("./QuestionForm"));

/** Gives an answer, and resolves to what is wrong with it, if something is. */
export type OnAnswer = (
  question: string,
  answer: QuestionAnswer,
) => Promise<readonly FieldError[] | undefined>;

type QuestionBoxProps = { readonly question: JobApproval; readonly onAnswer: OnAnswer };

/** What a server asks in the midst of a call, and the form of the answer. The first answer counts. */
export function QuestionBox({ question, onAnswer }: QuestionBoxProps) {
  const box = useRef<HTMLDivElement>(null);
  const [sending, setSending] = useState(false);
  useKeptFocus(box);
  const { form } = question;
  if (!form) return null;
  const send = async (answer: QuestionAnswer) => {
    if (sending) return undefined;
    setSending(true);
    try {
      return await onAnswer(question.id, answer);
    } finally {
      setSending(false);
    }
  };
  return (
    <div ref={box} data-slot="question" className="flex flex-col gap-3">
      <div className="flex flex-col gap-1">
        <p className="text-caption text-muted">
          The server <span className="font-strong text-fg">{form.server}</span> asks:
        </p>
        <p
          dir="auto"
          data-slot="question-words"
          className="max-h-60 overflow-auto border-s-2 border-signal/60 ps-3 whitespace-pre-wrap wrap-anywhere"
        >
          {form.message}
        </p>
      </div>
      <Suspense fallback={<Skeleton className="h-9 w-full" />}>
        <QuestionForm id={question.id} form={form} sending={sending} onSend={send} />
      </Suspense>
    </div>
  );
}

/** The keyboard goes on from the card when what it was in is gone, whoever answered. */
function useKeptFocus(box: RefObject<HTMLElement | null>) {
  useLayoutEffect(() => {
    const own = box.current;
    return () => {
      const { activeElement } = document;
      if (!own?.contains(activeElement)) return;
      own.closest<HTMLElement>("[data-slot=tool-call]")?.focus({ preventScroll: true });
    };
  }, [box]);
}
