import type { ModelView } from "@/types/chat";

/** The models in whose name, id or provider every word of the query occurs; all for an empty one. */
export function filterModels(models: readonly ModelView[], query: string): readonly ModelView[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return models;
  return models.filter(({ name, id, provider = "" }) => {
    const text = `${name} ${id} ${provider}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** `128k context`; whole thousands, as providers count them. */
export function contextWords(tokens: number): string {
  if (tokens < 1000) return `${tokens} tokens of context`;
  if (tokens < 1_000_000) return `${Math.round(tokens / 1000)}k context`;
  return `${Number((tokens / 1_000_000).toFixed(1))}M context`;
}
