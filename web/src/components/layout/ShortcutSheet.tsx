"use client";

import { Dialog } from "@/components/ui/Dialog";
import { Keys } from "@/components/ui/Keys";
import { SHORTCUTS, type Shortcut } from "@/lib/shortcuts";
import { closeOverlay } from "@/stores/shell.store";

const shortcuts = Object.entries<Shortcut>(SHORTCUTS);
const groups = [...new Set(shortcuts.map(([, { group }]) => group))];

/** Every shortcut of the page, from the table that the handlers use. */
export default function ShortcutSheet() {
  return (
    <Dialog title="Shortcuts" onClose={closeOverlay} className="max-w-180">
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it.
        tabIndex={0}
        aria-label="All shortcuts"
        className="columns-2 gap-8 overflow-y-auto px-4 pb-4 -outline-offset-2 max-sm:columns-1"
      >
        {groups.map((group) => (
          <section key={group} className="break-inside-avoid pb-4">
            <h3 className="py-1 text-caption text-faint">{group}</h3>
            <dl>
              {shortcuts
                .filter(([, shortcut]) => shortcut.group === group)
                .map(([id, { label, keys }]) => (
                  <div key={id} className="flex min-h-8 items-center gap-4">
                    <dt className="min-w-0 grow text-muted">{label}</dt>
                    <dd className="flex shrink-0 items-center gap-2 text-caption text-faint">
                      {keys.map((way, index) => (
                        <span key={way} className="flex items-center gap-2">
                          {index > 0 ? "or" : null}
                          <Keys keys={way} />
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </section>
    </Dialog>
  );
}
