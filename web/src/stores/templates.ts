import type { StreamEvent, Template } from "@thalweg/client";
import { logger } from "@/lib/logger";
import type { ChatActions, TemplateView } from "@/types/chat";
import type { ChatStore } from "./chat.store";
import { type ChatRuntime, toProblem } from "./chat-runtime";

type TemplateActions = Pick<ChatActions, "loadTemplates" | "saveTemplate" | "deleteTemplate">;

/** What a person can do with templates. */
export function createTemplateActions({ client, store }: ChatRuntime): TemplateActions {
  let loading = false;
  return {
    loadTemplates() {
      if (loading || store.getState().templates !== undefined) return;
      loading = true;
      client
        .listTemplates()
        .then(({ items }) => store.setState({ templates: sorted(items) }))
        .catch((error: unknown) =>
          logger.warn("the templates could not be loaded", toProblem(error)),
        )
        .finally(() => {
          loading = false;
        });
    },

    async saveTemplate(id, template) {
      try {
        const saved =
          id === undefined
            ? await client.createTemplate(template)
            : await client.updateTemplate(id, template);
        put(store, saved);
      } catch (error) {
        throw toProblem(error);
      }
    },

    async deleteTemplate(id) {
      try {
        await client.deleteTemplate(id);
        drop(store, id);
      } catch (error) {
        throw toProblem(error);
      }
    },
  };
}

/** Takes an event of the person's feed; templates that nobody has asked for stay unknown. */
export function receiveTemplate(store: ChatStore, event: StreamEvent): void {
  if (event.type === "template") put(store, event.data);
  if (event.type === "template-deleted") drop(store, event.data.id);
}

/** Events may have been lost: whoever wants the templates next loads them anew. */
export function forgetTemplates(store: ChatStore): void {
  if (store.getState().templates !== undefined) store.setState({ templates: undefined });
}

function put(store: ChatStore, template: Template): void {
  const { templates } = store.getState();
  if (templates === undefined) return;
  const others = templates.filter(({ id }) => id !== template.id);
  store.setState({ templates: sorted([...others, template]) });
}

function drop(store: ChatStore, id: string): void {
  const { templates } = store.getState();
  if (templates !== undefined) {
    store.setState({ templates: templates.filter((template) => template.id !== id) });
  }
}

const byName = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

function sorted(templates: readonly TemplateView[]): readonly TemplateView[] {
  return templates.toSorted((left, right) => byName.compare(left.name, right.name));
}
