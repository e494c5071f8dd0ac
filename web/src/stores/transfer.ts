import { type ConversationExport, ThalwegError } from "@thalweg/client";
import { fileName, readExport, saveFile, UnfitFile } from "@/lib/files";
import type { ChatActions, MessageError } from "@/types/chat";
import { resolveId } from "./chat.store";
import { type ChatRuntime, toProblem } from "./chat-runtime";
import { listShelf } from "./shelves";

type TransferActions = Pick<
  ChatActions,
  "exportChat" | "importChat" | "listDeleted" | "restoreDeleted"
>;

/** Conversations as files, and back from the dead. */
export function createTransferActions({ client, store, feed }: ChatRuntime): TransferActions {
  return {
    async exportChat(id, format) {
      const key = resolveId(store.getState(), id);
      try {
        const response = await fetch(client.exportUrl(key, format)).catch(() => undefined);
        if (response === undefined) {
          throw { code: "network", message: "the server cannot be reached" } satisfies MessageError;
        }
        if (!response.ok) throw await problemOf(response);
        const name = fileName(response.headers.get("content-disposition")) ?? `chat.${format}`;
        saveFile(await response.blob(), name);
      } catch (error) {
        throw isProblem(error) ? error : toProblem(error);
      }
    },

    async importChat(file) {
      const put = feed.putUnlessTold();
      try {
        const made = await client.importConversation(
          (await readExport(file)) as unknown as ConversationExport,
        );
        put(made);
        return made.id;
      } catch (error) {
        if (error instanceof UnfitFile) {
          throw { code: "unfit_file", message: error.message } satisfies MessageError;
        }
        throw withFields(error);
      }
    },

    listDeleted: (cursor) => listShelf(client, "deleted", cursor),

    async restoreDeleted(id) {
      try {
        await client.restoreConversation(id).then(feed.putUnlessTold());
      } catch (error) {
        throw toProblem(error);
      }
    },
  };
}

/** Says where in the file the fault is. */
function withFields(error: unknown): MessageError {
  const problem = toProblem(error);
  const field = error instanceof ThalwegError ? error.errors?.[0] : undefined;
  return field === undefined
    ? problem
    : { ...problem, message: `at \`${field.path}\`: ${field.message}` };
}

async function problemOf(response: Response): Promise<MessageError> {
  const body: unknown = await response.json().catch(() => undefined);
  const { code, detail, requestId } = (body ?? {}) as Record<string, unknown>;
  return {
    code: typeof code === "string" ? code : `http_${response.status}`,
    message: typeof detail === "string" ? detail : `the server answered ${response.status}`,
    ...(typeof requestId === "string" && { requestId }),
  };
}

function isProblem(error: unknown): error is MessageError {
  return typeof error === "object" && error !== null && !(error instanceof Error);
}
