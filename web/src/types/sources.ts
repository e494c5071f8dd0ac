import type { FieldError, HttpTool, McpServer, ThalwegError, ToolPatch } from "@thalweg/client";
import type { MessageError } from "./chat";

export type HttpMethod = HttpTool["method"];
export type HttpBody = NonNullable<HttpTool["body"]>;

/** What was removed, whole, so that it can be put back. */
export type Removed =
  | {
      readonly kind: "server";
      readonly server: McpServer;
      /** What was chosen of its tools, which the server forgets with them. */
      readonly choices?: ReadonlyMap<string, ToolPatch>;
    }
  | {
      readonly kind: "http";
      readonly tool: HttpTool;
      /** What was chosen of it, which the server forgets with it. */
      readonly choice?: ToolPatch;
    };

/** Why something away from a form did not happen: `what` begins the sentence. */
export type SourceNotice = { readonly what: string; readonly problem: MessageError };

/** A refusal with what is wrong at which field; `code` tells the rest. */
export type Refusal = Pick<ThalwegError, "code" | "message"> & {
  readonly errors?: readonly FieldError[];
};
