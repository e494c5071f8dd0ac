import type { JobApproval, ToolCallStatus } from "@thalweg/client";
import type { ConnectionView, MessageError } from "./chat";

/** What the tools page and the cards of tool calls read. Derived from the wire's types. */

/** One call of a tool, by a person or by a model. */
export type CallView = {
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly status: ToolCallStatus;
  readonly approval?: JobApproval;
  /** What it asked while it ran, in order; at most the last waits for an answer. */
  readonly questions?: readonly JobApproval[];
  /** 0 to 1. */
  readonly progress?: number;
  /** The lines so far. */
  readonly log: string;
  /** Any JSON. */
  readonly output?: unknown;
  /** Why it did not end well, in words. */
  readonly error?: string;
  /** RFC 3339, as are the next two. */
  readonly createdAt?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
};

/** A job as this tab knows it. */
export type JobEntry = {
  readonly status: "loading" | "ready" | "missing" | "error";
  readonly call?: CallView;
  /** How its stream is, while it is followed. */
  readonly connection?: ConnectionView;
  /** Why it is not known, or why the last thing that was wished of it did not happen. */
  readonly problem?: MessageError;
};

export type ListStatus = "loading" | "ready" | "error";

/** Which of the answers a person gave to a call that waits. */
export type Answer = {
  readonly decision: "allow" | "always" | "deny";
  readonly reason?: string;
};

/** What a person does with a question of a call. */
export type QuestionAnswer =
  | { readonly decision: "allow"; readonly content: Readonly<Record<string, unknown>> }
  | { readonly decision: "deny" | "cancel" };
