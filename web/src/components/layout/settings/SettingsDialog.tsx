"use client";

import type { ReactNode } from "react";
import { Dialog } from "@/components/ui/Dialog";
import { sayKeys } from "@/lib/shortcuts";
import { closeOverlay } from "@/stores/shell.store";
import { Choice } from "./Choice";
import { NotifyChoice } from "./NotifyChoice";

/** What this browser does as its reader likes; each choice has effect at once, in all its tabs. */
export default function SettingsDialog() {
  return (
    <Dialog title="Settings" onClose={closeOverlay} className="max-w-160">
      <div className="min-h-0 overflow-y-auto px-4 pb-4">
        <Section title="Look">
          <Choice
            name="theme"
            title="Theme"
            labels={{ system: "System", light: "Light", dark: "Dark" }}
          />
          <Choice
            name="density"
            title="Density"
            labels={{ comfortable: "Comfortable", compact: "Compact" }}
          />
          <Choice
            name="font"
            title="Font"
            labels={{
              inter: "Inter",
              geist: "Geist",
              plex: "IBM Plex",
              manrope: "Manrope",
              mona: "Mona",
            }}
          />
          <Choice
            name="motion"
            title="Motion"
            labels={{ system: "System", reduced: "Reduced", full: "Full" }}
          />
        </Section>
        <Section title="Writing">
          <Choice
            name="sendKey"
            title="Send with"
            hint="Enter with Shift always begins a new line."
            labels={{ enter: "Enter", "mod-enter": sayKeys("mod+Enter") }}
          />
        </Section>
        <Section title="Answers">
          <Choice
            name="announce"
            title="Screen reader"
            hint="What is spoken of an answer while it is written."
            labels={{ end: "Its end", sentences: "Each sentence" }}
          />
          <NotifyChoice />
          <Choice
            name="images"
            title="Images in answers"
            hint="Fetching one tells its address that you read the answer."
            labels={{ ask: "Ask first", allow: "Always show" }}
          />
        </Section>
      </div>
    </Dialog>
  );
}

type SectionProps = { readonly title: string; readonly children: ReactNode };

function Section({ title, children }: SectionProps) {
  return (
    <section className="border-line not-last:mb-2 not-last:border-b not-last:pb-2">
      <h3 className="pt-2 text-caption text-faint">{title}</h3>
      {children}
    </section>
  );
}
