"use client";

import type { JobApproval } from "@thalweg/client";
import { useState } from "react";
import type { CallView } from "@/types/tools";
import type { OnAnswer } from "./QuestionBox";

/** What a call asks now. */
export function openQuestion({ status, questions }: CallView): JobApproval | undefined {
  if (status !== "awaiting-approval") return undefined;
  return questions?.find(({ decision }) => decision === undefined);
}

/**
 * Follows the question that a card shows: whether it came to its end without an answer from here, and
 * the way to answer by which that is known.
 */
export function useAnsweredElsewhere(call: CallView, onAnswer: OnAnswer) {
  const open = openQuestion(call);
  const [seen, setSeen] = useState<string>();
  const [own, setOwn] = useState<string>();
  if (open && open.id !== seen) setSeen(open.id);
  const now = call.questions?.find(({ id }) => id === seen);
  const elsewhere = now?.decision !== undefined && own !== seen ? now : undefined;
  const answer: OnAnswer = async (question, body) => {
    setOwn(question);
    const faults = await onAnswer(question, body);
    return faults;
  };
  return { open, elsewhere, answer };
}
