import {
  createHighlighterCore,
  type GrammarState,
  type HighlighterCore,
  type ThemedToken,
} from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import { grammars } from "./grammars";
import type { Answer, Ask, Forget, Refusal, Runs } from "./kinds";
import { kindOfColor, theme } from "./theme";

/**
 * Colours source line by line, away from the thread that paints: the first use of a grammar takes
 * a quarter of a second, which would be felt while text streams.
 */

type Port = {
  postMessage(message: Answer | Refusal): void;
  onmessage: ((event: MessageEvent<Ask | Forget>) => void) | null;
};
const port = globalThis as unknown as Port;

/** Longer lines are data rather than source, and would hold up the others. */
const LONGEST_LINE = 2_000;

const LONGEST_MS = 10_000;

/** Where each block's remembered lines ended. */
const states = new Map<number, GrammarState | undefined>();
let highlighter: Promise<HighlighterCore> | undefined;
let queue: Promise<void> = Promise.resolve();

port.onmessage = ({ data }) => {
  // One after the other, as a block's lines need the state that those before them left.
  queue = queue.then(async () => {
    if ("forget" in data) states.delete(data.forget);
    else await answer(data);
  });
};

async function answer(ask: Ask): Promise<void> {
  const { id, from, lines, growing, language } = ask;
  try {
    const core = await load(language);
    let state = from === 0 ? undefined : states.get(id);
    const colour = (line: string): Runs => {
      const tokens = core.codeToTokensBase(line, {
        lang: language,
        theme: "kinds",
        tokenizeMaxLineLength: LONGEST_LINE,
        // The first line of a grammar may take long on a slow machine, and what is given up is plain.
        tokenizeTimeLimit: LONGEST_MS,
        ...(state && { grammarState: state }),
      });
      state = core.getLastGrammarState(tokens) ?? state;
      return toRuns(tokens[0] ?? []);
    };
    const runs = lines.map(colour);
    states.set(id, state);
    port.postMessage({
      id,
      from,
      runs,
      ...(growing !== undefined && { growing: { text: growing, runs: colour(growing) } }),
    });
  } catch {
    port.postMessage({ id, refused: true });
  }
}

async function load(language: string): Promise<HighlighterCore> {
  highlighter ??= createHighlighterCore({
    themes: [theme],
    langs: [],
    // A pattern that this engine cannot read is left out instead of ending the colours.
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  const core = await highlighter;
  const grammar = grammars[language];
  if (grammar && !core.getLoadedLanguages().includes(language)) await core.loadLanguage(grammar);
  return core;
}

function toRuns(tokens: readonly ThemedToken[]): Runs {
  const runs: number[] = [];
  for (const { content, color } of tokens) {
    const kind = kindOfColor(color);
    const last = runs.length - 2;
    if (last >= 0 && runs[last + 1] === kind) runs[last] = (runs[last] ?? 0) + content.length;
    else runs.push(content.length, kind);
  }
  return runs;
}
