"use client";

import { useEffect, useState } from "react";
import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { IconButton } from "@/components/ui/IconButton";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useTemplates } from "@/hooks/chat/useTemplates";
import type { MessageError, TemplateView } from "@/types/chat";
import { ServerWords } from "../ServerWords";
import { TemplateForm } from "./TemplateForm";

type Editing = TemplateView | "new" | null;

/** The person's templates: to be written, changed and deleted. */
export default function ManageDialog({ onClose }: { readonly onClose: () => void }) {
  const { loadTemplates, deleteTemplate } = useChatActions();
  const templates = useTemplates();
  const [editing, setEditing] = useState<Editing>(null);
  const [problem, setProblem] = useState<MessageError | null>(null);

  useEffect(loadTemplates, [loadTemplates]);

  if (editing !== null) {
    return (
      <Dialog
        title={editing === "new" ? "New template" : "Edit template"}
        onClose={() => setEditing(null)}
      >
        <TemplateForm
          template={editing === "new" ? undefined : editing}
          onDone={() => setEditing(null)}
        />
      </Dialog>
    );
  }
  return (
    <Dialog title="Templates" onClose={onClose}>
      <div className="flex min-h-0 flex-col gap-2 px-4 pb-4">
        <p className="text-muted">
          Type <kbd className="rounded-[4px] bg-sunken px-1 font-mono text-caption">/</kbd> in an
          empty composer to use one.
        </p>
        {problem ? (
          <p role="alert" className="text-danger">
            <ServerWords text={problem.message} />
          </p>
        ) : null}
        <ul className="-mx-2 min-h-0 overflow-y-auto">
          {(templates ?? []).map((template) => (
            <li key={template.id} className="flex items-center gap-1 rounded-control ps-2">
              <span className="min-w-0 grow py-1.5">
                <span className="block truncate">{template.name}</span>
                <span className="block truncate text-caption text-muted">{template.text}</span>
              </span>
              <IconButton
                icon="rename"
                label={`Edit “${template.name}”`}
                onClick={() => setEditing(template)}
              />
              <IconButton
                icon="delete"
                label={`Delete “${template.name}”`}
                onClick={() => {
                  setProblem(null);
                  deleteTemplate(template.id).catch(setProblem);
                }}
              />
            </li>
          ))}
        </ul>
        {templates?.length === 0 ? (
          <p className="text-muted">
            There is none yet. A template is a prompt that you ask often.
          </p>
        ) : null}
        <div className="flex justify-end">
          <Button variant="primary" onClick={() => setEditing("new")}>
            <Icon name="new" />
            New template
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
