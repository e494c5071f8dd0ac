"use client";

import type { McpServer, TestedMcpServer } from "@thalweg/client";
import { useState } from "react";
import { useSources } from "@/hooks/sources/sources-context";
import { useTools } from "@/hooks/tools/tools-context";
import { goTo } from "../address";
import { Choices } from "./Choices";
import { EditorFoot } from "./EditorFoot";
import { FormField, Group } from "./FormField";
import { otherFaults } from "./faults";
import { AddressFields, ProgramFields } from "./ServerFields";
import { ServerTried } from "./ServerTried";
import {
  draftOfServer,
  SERVER_PATHS,
  type ServerDraft,
  serverFaults,
  serverOfDraft,
} from "./server-draft";
import { useEditor } from "./use-editor";

/** Adds an MCP server, or changes the one that is given. */
export default function ServerEditor({ server }: { readonly server?: McpServer }) {
  const { saveServer, testServer } = useSources();
  const { renewTools } = useTools();
  const [tried, setTried] = useState<TestedMcpServer | null>(null);
  const editor = useEditor<ServerDraft>({
    about: `server ${server?.name ?? ""}`,
    initial: () => draftOfServer(server),
    check: serverFaults,
  });
  const { draft, faults, busy, refusal, box, write, attempt, forget } = editor;

  const save = async () => {
    setTried(null);
    const kept = await attempt("save", () =>
      saveServer(serverOfDraft(draft), server !== undefined),
    );
    if (kept === undefined) return;
    forget();
    void renewTools();
    goTo({ source: kept.name }, "replace");
  };
  const test = async () => {
    setTried(null);
    const result = await attempt("test", () => testServer(serverOfDraft(draft)), "server");
    if (result !== undefined) setTried(result);
  };

  return (
    <form
      ref={box}
      noValidate
      aria-label={server ? `Change ${server.title ?? server.name}` : "Add an MCP server"}
      data-slot="server-editor"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      className="mx-auto flex w-full max-w-180 flex-col gap-6 px-4 py-6 md:px-6"
    >
      {server ? null : (
        <p className="text-muted">
          An MCP server offers tools. Thalweg starts it as a program or reaches it by its address,
          and lists what it offers.
        </p>
      )}
      <Choices
        label="How it is reached"
        value={draft.kind}
        onChoose={(kind) => write({ kind })}
        choices={[
          { value: "stdio", label: "Program on this machine" },
          { value: "http", label: "Address" },
        ]}
      />
      {draft.kind === "stdio" ? <ProgramFields {...editor} /> : <AddressFields {...editor} />}
      <Group title="How it is called here">
        <FormField
          label="Name"
          path="name"
          faults={faults}
          help={
            server
              ? "Its tools are called by it, so it stays."
              : `Its tools begin with it, such as ${draft.name.trim() || "files"}__read.`
          }
        >
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              spellCheck={false}
              readOnly={server !== undefined}
              placeholder="files"
              value={draft.name}
              onChange={(event) => write({ name: event.target.value })}
            />
          )}
        </FormField>
        <FormField label="Title" path="title" faults={faults} optional help="What people see.">
          {(control) => (
            <input
              {...control}
              dir="auto"
              autoComplete="off"
              maxLength={100}
              value={draft.title}
              onChange={(event) => write({ title: event.target.value })}
            />
          )}
        </FormField>
        <FormField
          label="Longest call, in seconds"
          path="timeoutMs"
          faults={faults}
          help="After it, a call that has not answered is given up."
        >
          {(control) => (
            <input
              {...control}
              inputMode="numeric"
              autoComplete="off"
              value={draft.seconds}
              onChange={(event) => write({ seconds: event.target.value })}
            />
          )}
        </FormField>
      </Group>
      <EditorFoot
        busy={busy}
        saveLabel={server ? "Save" : "Add the server"}
        testLabel="Test the connection"
        testingLabel="Connecting…"
        refusal={refusal}
        faults={otherFaults(faults, SERVER_PATHS)}
        onTest={() => void test()}
        onCancel={() => {
          forget();
          goTo(server ? { source: server.name } : {}, "replace");
        }}
      >
        {tried ? <ServerTried tried={tried} /> : null}
      </EditorFoot>
    </form>
  );
}
