import type { Problem } from "../core/errors.ts";
import { connectionState, initialResume, step } from "../core/resume.ts";
import {
  DEFAULT_RESUME,
  type ReceivedEvent,
  type ResumeConfig,
  type ResumeEffect,
  type ResumeInput,
  type ResumeModel,
} from "../core/resume-types.ts";

/** A machine with its time; `random` is always in the middle, so that waits are whole seconds. */
export function machine(config: Partial<ResumeConfig> = {}, cursor?: string) {
  let now = 1_000_000;
  let model: ResumeModel = initialResume(now, { online: true, visible: true }, cursor);
  const all: ResumeEffect[] = [];
  const m = {
    get model() {
      return model;
    },
    get state() {
      return connectionState(model);
    },
    get now() {
      return now;
    },
    get delivered() {
      return all.flatMap((effect) => (effect.type === "deliver" ? [effect.event] : []));
    },
    pass(ms: number) {
      now += ms;
      return m;
    },
    feed(input: ResumeInput) {
      const context = { now, random: 0.5, config: { ...DEFAULT_RESUME, ...config } };
      const result = step(model, input, context);
      model = result.model;
      all.push(...result.effects);
      return result.effects;
    },
    event: (type: string, id?: string, data: unknown = {}) => {
      const event: ReceivedEvent = { type, data, ...(id !== undefined && { id }) };
      return m.feed({ type: "event", connection: model.connection, event });
    },
    lost: (answered = true) => m.feed({ type: "lost", connection: model.connection, answered }),
    refused: (problem: Problem) =>
      m.feed({ type: "answered", connection: model.connection, problem }),
  };
  return m;
}

/** A machine that has had its welcome. */
export function live(config: Partial<ResumeConfig> = {}) {
  const m = machine(config);
  m.feed({ type: "start" });
  m.event("welcome", "c00");
  return m;
}

/** What the machine wants, in short. */
export const names = (effects: readonly ResumeEffect[]) =>
  effects.map((effect) => ("timer" in effect ? `${effect.type}:${effect.timer}` : effect.type));

/** An answer that is no stream. */
export const refusal = (status: number, more: Partial<Problem> = {}): Problem => ({
  code: `http_${status}`,
  message: "no",
  status,
  retryable: status === 429 || status >= 500,
  ...more,
});
