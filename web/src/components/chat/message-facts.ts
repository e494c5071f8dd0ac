import type { MessageView } from "@/types/chat";

export type Fact = { readonly name: string; readonly value: string };

const whole = new Intl.NumberFormat();
const short = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** What is known about how an answer came to be; what the model did not tell is left out. */
export function messageFacts({ model, usage, timing }: MessageView): readonly Fact[] {
  const facts: Fact[] = [];
  if (model) facts.push({ name: "Model", value: model });
  if (usage?.inputTokens !== undefined) {
    facts.push({ name: "In", value: tokens(usage.inputTokens) });
  }
  if (usage?.outputTokens !== undefined) {
    facts.push({ name: "Out", value: tokens(usage.outputTokens) });
  }
  if (timing?.firstTokenMs !== undefined) {
    facts.push({ name: "First token", value: duration(timing.firstTokenMs) });
  }
  if (timing?.totalMs !== undefined) {
    facts.push({ name: "In all", value: duration(timing.totalMs) });
  }
  if (timing?.tokensPerSecond !== undefined) {
    facts.push({ name: "Speed", value: `${short.format(timing.tokensPerSecond)} tokens/s` });
  }
  return facts;
}

function tokens(count: number): string {
  return `${whole.format(count)} ${count === 1 ? "token" : "tokens"}`;
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${short.format(ms / 1000)} s`;
}
