"use client";

import type { HttpTool, NewHttpTool } from "@thalweg/client";
import { useState } from "react";
import { useSources } from "@/hooks/sources/sources-context";
import { useTools } from "@/hooks/tools/tools-context";
import { goTo } from "../address";
import { EditorFoot } from "./EditorFoot";
import { otherFaults } from "./faults";
import { AnswerFields, NameFields, RequestFields } from "./HttpFields";
import { HttpTry } from "./HttpTry";
import { draftOfTool, HTTP_PATHS, type HttpDraft, toolFaults, toolOfDraft } from "./http-draft";
import { SchemaField } from "./SchemaField";
import { useEditor } from "./use-editor";

/** Adds a tool that is an HTTP request, or changes the one that is given. */
export default function HttpToolEditor({ tool }: { readonly tool?: HttpTool }) {
  const { saveHttpTool, testHttpTool } = useSources();
  const { renewTools } = useTools();
  // What is tried: the definition as it was when the try was opened.
  const [tried, setTried] = useState<NewHttpTool | null>(null);
  const editor = useEditor<HttpDraft>({
    about: `http ${tool?.name ?? ""}`,
    initial: () => draftOfTool(tool),
    check: toolFaults,
  });
  const { draft, faults, busy, refusal, box, write, attempt, forget } = editor;

  const save = async () => {
    const kept = await attempt("save", () => saveHttpTool(toolOfDraft(draft), tool !== undefined));
    if (kept === undefined) return;
    forget();
    await renewTools();
    goTo({ tool: kept.name }, "replace");
  };

  return (
    <form
      ref={box}
      noValidate
      aria-label={tool ? `Change ${tool.title ?? tool.name}` : "Add an HTTP tool"}
      data-slot="http-editor"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      className="mx-auto flex w-full max-w-180 flex-col gap-6 px-4 py-6 md:px-6"
    >
      {tool ? null : (
        <p className="text-muted">
          An HTTP tool is a request to a service of your choice, with places for what a model or a
          person fills in.
        </p>
      )}
      <RequestFields {...editor} />
      <SchemaField draft={draft} faults={faults} write={write} />
      <NameFields {...editor} known={tool !== undefined} />
      <AnswerFields {...editor} />
      <EditorFoot
        busy={busy}
        saveLabel={tool ? "Save" : "Add the tool"}
        testLabel="Try it"
        testingLabel="Trying…"
        refusal={refusal}
        faults={otherFaults(faults, HTTP_PATHS)}
        onTest={() => void attempt("test", async () => setTried(toolOfDraft(draft)))}
        onCancel={() => {
          forget();
          goTo(tool ? { tool: tool.name } : {}, "replace");
        }}
      >
        {tried ? (
          <HttpTry
            key={JSON.stringify(tried.inputSchema)}
            tool={tried}
            busy={busy === "test"}
            onTry={(args) => attempt("test", () => testHttpTool(toolOfDraft(draft), args), "tool")}
          />
        ) : null}
      </EditorFoot>
    </form>
  );
}
