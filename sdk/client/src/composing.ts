import { uuidv7 } from "./core/ids.ts";
import type {
  NewPromptDraft,
  NewTemplate,
  PromptDraft,
  Template,
  TemplatePage,
  TemplatePatch,
} from "./core/wire.ts";
import type { Http } from "./http.ts";

type CallOptions = { readonly signal?: AbortSignal };

/** What helps somebody who writes: templates, and drafts that are the same on every device. */
export function composing(http: Http) {
  const id = (value: string) => encodeURIComponent(value);

  return {
    /** All of one's own, by name. The own feed tells `template` and `template-deleted`. */
    listTemplates: (call: CallOptions = {}) => http.request<TemplatePage>("/api/templates", call),

    /** `startRun` takes the template's id and `variables`. */
    createTemplate: (
      body: NewTemplate,
      call: CallOptions & { readonly idempotencyKey?: string } = {},
    ) =>
      http.request<Template>("/api/templates", {
        ...call,
        method: "POST",
        body,
        idempotencyKey: call.idempotencyKey ?? uuidv7(),
      }),

    updateTemplate: (templateId: string, body: TemplatePatch, call: CallOptions = {}) =>
      http.request<Template>(`/api/templates/${id(templateId)}`, {
        ...call,
        method: "PATCH",
        body,
      }),

    deleteTemplate: (templateId: string, call: CallOptions = {}) =>
      http.request<void>(`/api/templates/${id(templateId)}`, { ...call, method: "DELETE" }),

    /** What is written and not sent; null: for a new conversation. No draft is an empty text. */
    getDraft: (conversationId: string | null, call: CallOptions = {}) =>
      http.request<PromptDraft>(`/api/drafts/${id(conversationId ?? "new")}`, call),

    /**
     * An empty text takes the draft away. 409 `draft_changed` if another one is there than that of
     * `basedOn`. The own feed tells `draft` without its text. With `keepalive` it is sent even if
     * the page is left, if it is short.
     */
    saveDraft: (
      conversationId: string | null,
      body: NewPromptDraft,
      call: CallOptions & { readonly keepalive?: boolean } = {},
    ) =>
      http.request<PromptDraft>(`/api/drafts/${id(conversationId ?? "new")}`, {
        ...call,
        method: "PUT",
        body,
      }),
  };
}
