import { answerLimit, backoff, serverWait } from "./backoff.ts";
import type { Problem } from "./errors.ts";
import { lifeAfter, lifeOf, lifeTimer } from "./life.ts";
import type {
  ConnectionState,
  LossReason,
  ProlongOutcome,
  ReceivedEvent,
  ResumeInput,
  ResumeModel,
  Step,
  StepContext,
} from "./resume-types.ts";

/** The machine before `start`. `cursor` is where to go on; without one the server decides. */
export function initialResume(
  now: number,
  environment: { readonly online: boolean; readonly visible: boolean },
  cursor?: string,
): ResumeModel {
  return {
    phase: "idle",
    since: now,
    connection: 0,
    cursor,
    ...environment,
    lastLifeAt: now,
    heard: false,
    attempt: 0,
    outageSince: now,
    lostAt: now,
    reason: "network",
    retryAt: now,
    held: false,
    mayProbe: false,
    openedByProbe: false,
    retryMs: undefined,
    comeBackMs: undefined,
    sawTerminal: false,
    sawExpired: false,
    refreshedAt: undefined,
    life: undefined,
    renewedUntil: now,
    problem: undefined,
  };
}

/**
 * Takes one input and says what to do. Pure: time and chance come in with `context`.
 *
 * Source: the wire contract, section 3. What is handled is a prefix-exact copy of the log, because
 * the cursor moves with each delivered event and an event at or before it is dropped.
 */
export function step(model: ResumeModel, input: ResumeInput, context: StepContext): Step {
  if ("connection" in input && input.connection !== model.connection) return stay(model);
  if (model.phase === "closed" || model.phase === "ended") return stay(model);
  switch (input.type) {
    case "start":
      return model.phase === "idle" ? open(model, context) : stay(model);
    case "event":
      return isConnected(model) ? receive(model, input.event, context) : stay(model);
    case "life":
      return stay({ ...model, lastLifeAt: context.now, heard: true });
    case "server-retry":
      return stay({ ...model, retryMs: input.ms, lastLifeAt: context.now, heard: true });
    case "no-content":
      return finish(model, "ended", context);
    case "answered":
      return isConnected(model) ? answered(model, input.problem, context) : stay(model);
    case "broken":
      return fail(model, input.problem, context);
    case "lost":
      return isConnected(model)
        ? lost(model, context, { reason: "network", answered: input.answered })
        : stay(model);
    case "timer":
      return onTimer(model, input.timer, context);
    case "health":
      return onHealth(model, input.ok, context);
    case "refreshed":
      if (model.phase !== "expired" || !input.ok) return stay(model);
      return open({ ...model, refreshedAt: context.now }, context);
    case "prolonged":
      return onProlonged(model, input.outcome, context);
    case "online":
      return wake({ ...model, online: true }, context);
    case "visible":
      return wake({ ...model, visible: true }, context);
    case "offline": {
      const next = { ...model, online: false };
      // The device may be wrong (a server on loopback), so a live stream is checked, not cut.
      return model.phase === "live" ? { model: next, effects: [{ type: "probe" }] } : stay(next);
    }
    case "hidden":
      return {
        model: { ...model, visible: false },
        effects: [{ type: "clear-timer", timer: "probe" }],
      };
    case "retry-now":
      return retryNow(model, context);
    case "close":
      return finish(model, "closed", context);
  }
}

/** What to show of the connection. */
export function connectionState(model: ResumeModel): ConnectionState {
  const { phase, since } = model;
  switch (phase) {
    case "idle":
      return { status: "connecting", since };
    case "opening":
    case "waiting": {
      if (model.attempt === 0) return { status: "connecting", since };
      const { attempt, retryAt, lostAt, reason } = model;
      if (!model.online) return { status: "offline", since: lostAt, retryAt };
      return { status: "reconnecting", attempt, retryAt, since: lostAt, reason };
    }
    case "failed":
      return model.problem === undefined
        ? { status: "closed", since }
        : { status: "failed", since, problem: model.problem };
    default:
      return { status: phase, since };
  }
}

function stay(model: ResumeModel): Step {
  return { model, effects: [] };
}

function isConnected(model: ResumeModel): boolean {
  return model.phase === "opening" || model.phase === "live";
}

function open(model: ResumeModel, { now, config }: StepContext, openedByProbe = false): Step {
  const connection = model.connection + 1;
  return {
    model: {
      ...model,
      phase: "opening",
      since: now,
      connection,
      openedByProbe,
      lastLifeAt: now,
      heard: false,
      held: false,
      retryAt: Math.min(model.retryAt, now),
      comeBackMs: undefined,
      sawTerminal: false,
      sawExpired: false,
      life: undefined,
      problem: undefined,
    },
    effects: [
      { type: "clear-timer", timer: "retry" },
      { type: "clear-timer", timer: "probe" },
      { type: "clear-timer", timer: "prolong" },
      {
        type: "open",
        connection,
        ...(model.cursor !== undefined && { cursor: model.cursor }),
      },
      { type: "set-timer", timer: "silence", at: now + answerLimit(model.attempt, config) },
    ],
  };
}

function receive(before: ResumeModel, event: ReceivedEvent, { now, config }: StepContext): Step {
  const model = { ...before, lastLifeAt: now, heard: true };
  if (event.type === "reconnect") return stay({ ...model, comeBackMs: retryMsOf(event.data) });
  if (event.type === "expired") return stay({ ...model, sawExpired: true });

  const live = model.phase === "live" ? model : { ...model, phase: "live" as const, since: now };
  const { id } = event;
  const { cursor } = live;
  const known = id !== undefined && cursor !== undefined && id <= cursor;
  // `welcome` and `reset` say where the stream stands; only events of the log can be repeats.
  if (known && event.type !== "welcome" && event.type !== "reset") return stay(live);
  const moved = id !== undefined && !(known && event.type === "welcome") ? id : cursor;
  // Only the last event ends a stream: a deletion that more events follow was undone.
  const next = { ...live, cursor: moved, sawTerminal: config.isTerminal(event) };
  const deliver = { type: "deliver", event } as const;
  if (event.type !== "welcome" || !config.canProlong) return { model: next, effects: [deliver] };
  const life = lifeOf(event.data, now);
  return { model: { ...next, life }, effects: [deliver, lifeTimer(life, now)] };
}

function answered(model: ResumeModel, problem: Problem, context: StepContext): Step {
  if (problem.status === 401 && context.config.canRefresh) return expire(model, context);
  if (!problem.retryable) return fail(model, problem, context);
  return lost(model, context, {
    reason: "refused",
    answered: true,
    ...(problem.retryAfterMs !== undefined && { heldMs: problem.retryAfterMs }),
  });
}

type Loss = { readonly reason: LossReason; readonly answered: boolean; readonly heldMs?: number };

function lost(model: ResumeModel, context: StepContext, loss: Loss): Step {
  if (model.sawTerminal) return finish(model, "ended", context);
  if (model.sawExpired) return expire(model, context);
  const { now, random, config } = context;
  const wasLive = model.phase === "live";
  const wasStable = wasLive && now - model.since >= config.stableMs;
  const fresh = wasStable || model.attempt === 0;
  const attempt = fresh ? 1 : model.attempt + 1;
  const outageSince = fresh ? now : model.outageSince;
  const heldMs = model.comeBackMs ?? loss.heldMs;
  const held = heldMs !== undefined;
  const retryAt = now + (held ? serverWait(heldMs) : backoff(attempt, random, model.retryMs));
  // Probing answers "is the server back?". It says nothing about a server that answers and then
  // refuses or drops the stream; there the backoff alone keeps this client from hammering.
  const mayProbe = !held && (wasStable || !loss.answered) && !model.openedByProbe;
  const probes = mayProbe && model.visible && now - outageSince < config.probeForMs;
  return {
    model: {
      ...model,
      phase: "waiting",
      since: now,
      attempt,
      outageSince,
      lostAt: wasLive || model.attempt === 0 ? now : model.lostAt,
      reason: model.comeBackMs !== undefined ? "server" : loss.reason,
      retryAt,
      held,
      mayProbe,
    },
    effects: [
      { type: "abort" },
      { type: "clear-timer", timer: "silence" },
      { type: "clear-timer", timer: "prolong" },
      { type: "set-timer", timer: "retry", at: retryAt },
      ...(probes
        ? [{ type: "set-timer", timer: "probe", at: now + random * config.probeEveryMs } as const]
        : []),
    ],
  };
}

function onTimer(model: ResumeModel, timer: string, context: StepContext): Step {
  const { now, config } = context;
  if (timer === "silence") {
    if (!isConnected(model)) return stay(model);
    const at =
      model.lastLifeAt + (model.heard ? config.silenceMs : answerLimit(model.attempt, config));
    if (now < at) return { model, effects: [{ type: "set-timer", timer: "silence", at }] };
    return lost(model, context, { reason: "silence", answered: model.phase === "live" });
  }
  if (timer === "prolong") return askForMore(model, now);
  if (model.phase !== "waiting") return stay(model);
  if (timer === "retry") return open(model, context);
  return mayProbeNow(model, context) ? { model, effects: [{ type: "probe" }] } : stay(model);
}

function onHealth(model: ResumeModel, ok: boolean, context: StepContext): Step {
  if (model.phase === "live" && !ok && !model.online) {
    return lost(model, context, { reason: "network", answered: true });
  }
  if (!mayProbeNow(model, context)) return stay(model);
  if (ok) return open(model, context, true);
  const at = context.now + context.config.probeEveryMs;
  return { model, effects: [{ type: "set-timer", timer: "probe", at }] };
}

function mayProbeNow(model: ResumeModel, { now, config }: StepContext): boolean {
  const inTime = now - model.outageSince < config.probeForMs;
  return model.phase === "waiting" && model.mayProbe && model.visible && inTime;
}

/** The network is back or someone looks: try at once, or see whether the stream is still there. */
function wake(model: ResumeModel, context: StepContext): Step {
  if (model.phase === "waiting" && !model.held) return open(model, context);
  if (!isConnected(model)) return stay(model);
  const { model: next, effects } = onTimer(model, "silence", context);
  // Timers stand still while a device sleeps.
  const more = askForMore(next, context.now);
  return { model: more.model, effects: [...effects, ...more.effects] };
}

/** Asks the server to let the stream go on, if it is time. */
function askForMore(model: ResumeModel, now: number): Step {
  const { life, connection } = model;
  if (model.phase !== "live" || life === undefined) return stay(model);
  if (now < life.prolongAt) return { model, effects: [lifeTimer(life, now)] };
  const asked = { ...model, life: { ...life, prolongAt: Number.POSITIVE_INFINITY } };
  return { model: asked, effects: [{ type: "prolong", connection, streamId: life.streamId }] };
}

function onProlonged(before: ResumeModel, outcome: ProlongOutcome, context: StepContext): Step {
  const { now } = context;
  const until = outcome.ok ? (outcome.expiresAt ?? Number.POSITIVE_INFINITY) : before.renewedUntil;
  const model = { ...before, renewedUntil: until };
  // The answer came after the end that it was to prevent.
  if (model.phase === "expired" && outcome.ok) return open({ ...model, refreshedAt: now }, context);
  if (model.phase !== "live" || model.life === undefined) return stay(model);
  const life = lifeAfter(model.life, outcome, now);
  return { model: { ...model, life }, effects: [lifeTimer(life, now)] };
}

function retryNow(model: ResumeModel, context: StepContext): Step {
  if (model.phase === "waiting") return open(model, context);
  if (model.phase !== "expired" && model.phase !== "failed") return stay(model);
  return open({ ...model, refreshedAt: undefined }, context);
}

function expire(model: ResumeModel, context: StepContext): Step {
  const { now, config } = context;
  // Credentials that run out as soon as they are fresh would otherwise be renewed in a loop.
  const justRefreshed =
    model.refreshedAt !== undefined && now - model.refreshedAt < config.stableMs;
  if (model.renewedUntil > now && !justRefreshed) {
    return open({ ...model, refreshedAt: now }, context);
  }
  const stopped = stop({ ...model, phase: "expired", since: now });
  if (!config.canRefresh || justRefreshed) return stopped;
  return { model: stopped.model, effects: [...stopped.effects, { type: "refresh" }] };
}

function fail(model: ResumeModel, problem: Problem, { now }: StepContext): Step {
  return stop({ ...model, phase: "failed", since: now, problem });
}

function finish(model: ResumeModel, phase: "ended" | "closed", { now }: StepContext): Step {
  return stop({ ...model, phase, since: now });
}

function stop(model: ResumeModel): Step {
  return {
    model,
    effects: [
      { type: "abort" },
      { type: "clear-timer", timer: "retry" },
      { type: "clear-timer", timer: "probe" },
      { type: "clear-timer", timer: "silence" },
      { type: "clear-timer", timer: "prolong" },
    ],
  };
}

function retryMsOf(data: unknown): number {
  const ms = (data as { retryMs?: unknown } | null)?.retryMs;
  return typeof ms === "number" && Number.isFinite(ms) && ms >= 0 ? ms : 0;
}
