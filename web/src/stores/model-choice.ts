import type { Model } from "@thalweg/client";
import type { ModelChoice, ModelView } from "@/types/chat";
import { type ChatState, type ChatStore, isLocalId, resolveId } from "./chat.store";

/** Takes the server's list; one that says the same as before changes nothing. */
export function takeModels(store: ChatStore, models: readonly Model[]): void {
  if (JSON.stringify(models) !== JSON.stringify(store.getState().models)) {
    store.setState({ models });
  }
}

/**
 * The model that answers next in a conversation (null: in a new one). One that was chosen and is
 * gone is told, with what stands in for it, as the server does.
 */
export function selectModelChoice(state: ChatState, conversationId: string | null): ModelChoice {
  const chosen = chosenId(state, conversationId);
  const model = find(state, chosen);
  if (model !== undefined) return { model };
  const fallback = state.models.find((candidate) => candidate.default) ?? state.models[0];
  const kept = conversationId !== null && !isLocalId(resolveId(state, conversationId));
  return {
    model: fallback,
    // In new conversations nobody relies on what was chosen for another one long ago.
    ...(chosen !== undefined && kept && state.models.length > 0 && { missing: chosen }),
  };
}

/** What to name in a request; undefined leaves the choice to the server. */
export function namedModelId(state: ChatState, conversationId: string | null): string | undefined {
  return find(state, chosenId(state, conversationId))?.id;
}

function chosenId(state: ChatState, conversationId: string | null): string | undefined {
  const key = conversationId === null ? null : resolveId(state, conversationId);
  if (key === null || isLocalId(key)) return state.newModel;
  const known = state.conversations.get(key);
  if (known !== undefined) return known.model;
  // Just named by the server, and not yet told of: it was begun with this tab's choice.
  return [...state.aliases.values()].includes(key) ? state.newModel : undefined;
}

function find({ models }: ChatState, id: string | undefined): ModelView | undefined {
  return id === undefined ? undefined : models.find((model) => model.id === id);
}
