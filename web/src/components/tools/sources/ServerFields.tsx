import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { FormField, Group, MONO } from "./FormField";
import { PairsField } from "./PairsField";
import { PrivateSwitch } from "./PrivateSwitch";
import { type ServerDraft, splitCommand } from "./server-draft";
import type { Editor } from "./use-editor";

/** What a server is that is a program. */
export function ProgramFields({ draft, faults, write }: Editor<ServerDraft>) {
  const line = draft.command.trim();
  return (
    <Group title="The program">
      <FormField
        label="Command"
        path="transport.command"
        faults={faults}
        help="A path, or a name that is looked for in PATH. No shell reads it."
      >
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            spellCheck={false}
            placeholder="npx"
            value={draft.command}
            onChange={(event) => write({ command: event.target.value })}
            className={cx(control.className, MONO)}
          />
        )}
      </FormField>
      {/\s/.test(line) && draft.args === "" ? (
        <p className="-mt-3 flex flex-wrap items-center gap-x-1 text-caption text-muted">
          Is this a whole command line?
          <Button variant="link" onClick={() => write(splitCommand(line))}>
            Split it into its arguments
          </Button>
        </p>
      ) : null}
      <FormField
        label="Arguments"
        path="transport.args"
        faults={faults}
        optional
        help="One a line, each as it is: quotes and spaces belong to it."
      >
        {(control) => (
          <textarea
            {...control}
            rows={3}
            spellCheck={false}
            placeholder={"-y\n@modelcontextprotocol/server-filesystem\n/home/me/notes"}
            value={draft.args}
            onChange={(event) => write({ args: event.target.value })}
            className={cx(
              control.className,
              "field-sizing-content h-auto max-h-60 min-h-20 py-2",
              MONO,
            )}
          />
        )}
      </FormField>
      <PairsField
        title="Environment"
        noun="variable"
        path="transport.env"
        pairs={draft.env}
        faults={faults}
        onChange={(env) => write({ env })}
      />
      <FormField
        label="Folder that it works in"
        path="transport.cwd"
        faults={faults}
        optional
        help="The server’s own if empty."
      >
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            spellCheck={false}
            value={draft.cwd}
            onChange={(event) => write({ cwd: event.target.value })}
            className={cx(control.className, MONO)}
          />
        )}
      </FormField>
    </Group>
  );
}

/** What a server is that is reached by its address. */
export function AddressFields({ draft, faults, write }: Editor<ServerDraft>) {
  return (
    <Group title="The address">
      <FormField label="URL" path="transport.url" faults={faults}>
        {(control) => (
          <input
            {...control}
            type="url"
            autoComplete="off"
            spellCheck={false}
            placeholder="https://example.com/mcp"
            value={draft.url}
            onChange={(event) => write({ url: event.target.value })}
            className={cx(control.className, MONO)}
          />
        )}
      </FormField>
      <PairsField
        title="Headers"
        noun="header"
        path="transport.headers"
        pairs={draft.headers}
        faults={faults}
        onChange={(headers) => write({ headers })}
      />
      <PrivateSwitch on={draft.allowPrivate} onSwitch={(allowPrivate) => write({ allowPrivate })} />
    </Group>
  );
}
