import type { StreamEvent, Template } from "@thalweg/client";
import { logger } from "@/lib/logger";
import type { ChatActions, TemplateView } from "@/types/chat";
import type { ChatStore } from "./chat.store";
import { type ChatRuntime, toProblem } from "./chat-runtime";
import type { Heard } from "./heard";

type TemplateActions = Pick<ChatActions, "loadTemplates" | "saveTemplate" | "deleteTemplate">;

/** What a person can do with templates. */
export function createTemplateActions({ client, store, feed }: ChatRuntime): TemplateActions {
  let loading = false;

  /** Asks again if the feed told of one on the way: nothing kept that, as none was known yet. */
  async function load(): Promise<void> {
    const isTold = feed.toldSince();
    const { items } = await client.listTemplates();
    if (isTold(TEMPLATES)) return load();
    store.setState({ templates: sorted(items) });
  }

  return {
    loadTemplates() {
      if (loading || store.getState().templates !== undefined) return;
      loading = true;
      load()
        .catch((error: unknown) =>
          logger.warn("the templates could not be loaded", toProblem(error)),
        )
        .finally(() => {
          loading = false;
        });
    },

    async saveTemplate(id, template) {
      const isTold = feed.toldSince();
      try {
        const saved =
          id === undefined
            ? await client.createTemplate(template)
            : await client.updateTemplate(id, template);
        if (!isTold(saved.id)) put(store, saved);
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

/** What the feed is noted to have told of with each template. */
const TEMPLATES = "templates";

/** Takes an event of the person's feed; templates that nobody has asked for stay unknown. */
export function receiveTemplate(store: ChatStore, heard: Heard, event: StreamEvent): void {
  if (event.type !== "template" && event.type !== "template-deleted") return;
  heard.told(TEMPLATES);
  heard.told(event.data.id);
  if (event.type === "template") put(store, event.data);
  else drop(store, event.data.id);
}

/** Events may have been lost: whoever wants the templates next loads them anew. */
export function forgetTemplates(store: ChatStore, heard: Heard): void {
  heard.told(TEMPLATES);
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
