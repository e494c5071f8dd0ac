import { describe, expect, it } from "vitest";
import { contextWords, filterModels } from "./filter-models";

const model = (id: string, name: string, provider: string) => ({
  id,
  name,
  provider,
  default: false,
});
const models = [
  model("openai/gpt-5-mini", "GPT-5 mini", "openai"),
  model("anthropic/claude-sonnet", "Claude Sonnet", "anthropic"),
  model("home/qwen3:8b", "qwen3:8b", "home"),
];

describe("filterModels", () => {
  it.each([
    ["", [0, 1, 2]],
    ["  ", [0, 1, 2]],
    ["CLAUDE", [1]],
    ["mini gpt", [0]],
    ["home", [2]],
    ["claude home", []],
  ])("finds by every word of %j", (query, at) => {
    expect(filterModels(models, query)).toEqual(at.map((index) => models[index]));
  });
});

describe("contextWords", () => {
  it.each([
    [900, "900 tokens of context"],
    [8_192, "8k context"],
    [128_000, "128k context"],
    [1_048_576, "1M context"],
  ])("says %i in short", (tokens, words) => {
    expect(contextWords(tokens)).toBe(words);
  });
});
