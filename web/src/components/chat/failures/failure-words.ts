import type { ErrorCode } from "@thalweg/client";

/** The one thing that helps most, where something does. */
export type FailureAction = "again" | "other-model" | "edit" | "new-chat";

/** A failure for a person: what happened, why or what to do, and one way on. */
export type FailureWords = {
  readonly title: string;
  readonly advice?: string;
  readonly action?: FailureAction;
};

type Told = (model: string) => FailureWords;

const failures: Partial<Record<ErrorCode, Told>> = {
  model_unreachable: (model) => ({
    title: `${model} cannot be reached`,
    advice: "Its server takes no connection. Is it running, and is its address right?",
    action: "again",
  }),
  model_timeout: (model) => ({
    title: `${model} took too long`,
    advice: "Its server did not answer, or fell silent in mid-answer, until the wait was given up.",
    action: "again",
  }),
  model_rate_limited: (model) => ({
    title: `${model} takes no more for now`,
    advice: "Too much was asked of it in too short a time.",
    action: "again",
  }),
  model_overloaded: (model) => ({
    title: `${model} is overloaded`,
    advice: "Its server has too much to do. In a moment it may have time again.",
    action: "again",
  }),
  model_unauthorized: (model) => ({
    title: `The key for ${model} is not accepted`,
    advice: "Whoever runs this server has to check the key in its configuration.",
    action: "other-model",
  }),
  model_rejected: (model) => ({
    title: `${model} does not take this request`,
    advice: "Something in the chat is not to its server’s liking, or the chat is too long for it.",
    action: "edit",
  }),
  model_gone: (model) => ({
    title: `${model} does not exist any more`,
    advice: "Its server has no model of this name.",
    action: "other-model",
  }),
  model_garbled: (model) => ({
    title: `What came from ${model} cannot be read`,
    advice: "It is no answer of a model. Perhaps something else stands at its address.",
    action: "again",
  }),
  model_empty: (model) => ({
    title: `${model} gave an empty answer`,
    advice: "It ended without having said a word.",
    action: "again",
  }),
  model_failed: (model) => ({ title: `${model} failed`, action: "again" }),
  context_too_long: (model) => ({
    // The server's own words say how long it is and how long it may be.
    title: `This chat is too long for ${model}`,
    action: "edit",
  }),
  tool_unavailable: (model) => ({
    title: `${model} asked for a tool that is not there`,
    advice: "Nothing was done. Asked again, it may answer without.",
    action: "again",
  }),
  unknown_model: (model) => ({
    title: `${model} is not there any more`,
    advice: "This server has no model of this name.",
    action: "other-model",
  }),
  interrupted: () => ({ title: "The answer broke off", action: "again" }),
  internal: () => ({
    title: "Something in the server failed",
    advice: "The cause stands in its log, under the request’s id.",
    action: "again",
  }),
  storage_full: () => ({
    title: "The server’s disk is full",
    advice: "Nothing can be kept until there is room again.",
    action: "again",
  }),
  overloaded: () => ({
    title: "The server has too much to do",
    advice: "In a moment it may have time again.",
    action: "again",
  }),
  rate_limited: () => ({ title: "Too many requests in a short time", action: "again" }),
  quota_exceeded: () => ({
    title: "Your tokens of today are spent",
    advice: "There are new ones at midnight (UTC).",
    action: "again",
  }),
  draining: () => ({
    title: "The server is about to restart",
    advice: "It will be back in a moment.",
    action: "again",
  }),
  run_in_progress: () => ({
    title: "Another answer is being written in this chat",
    advice: "Wait for its end, or stop it.",
    action: "again",
  }),
  too_large: () => ({ title: "The message is too large", action: "edit" }),
  invalid_fields: () => ({ title: "The message cannot be taken like this", action: "edit" }),
  forbidden: () => ({ title: "You may not do this" }),
  unauthorized: () => ({
    title: "The session has expired",
    advice: "Reload the page; what you write is kept.",
  }),
};

/**
 * Words for a failure's code; `said` are the server's own, taken where these know none.
 * `model` is what the page calls the model.
 */
export function failureWords(code: string, model: string, said?: string): FailureWords {
  const told = Object.hasOwn(failures, code) ? failures[code as ErrorCode] : undefined;
  if (code === "network") {
    return { title: "The server cannot be reached", action: "again" };
  }
  const words = told?.(model) ?? { title: "That did not work", action: "again" };
  return words.advice === undefined && said ? { ...words, advice: said } : words;
}
