import { useEffect, useEffectEvent, useState } from "react";
import { useCommand } from "@/hooks/useCommand";
import { UnfitFile } from "@/lib/files";
import { pickFiles } from "@/lib/pick-file";
import { readTextFile } from "@/lib/text-files";
import { notify } from "../transfer/notice";

/** What is offered first; any other file can be chosen too. */
const TEXT_FILES = "text/*,.md,.json,.csv,.log,.toml,.yaml,.yml";

/**
 * Takes the text of files that are dropped anywhere on the page, or chosen by the palette. Gives
 * whether files are held over the page now. What cannot be taken is told above the composer.
 */
export function useFiles(onTexts: (texts: readonly string[]) => void): boolean {
  const [over, setOver] = useState(false);
  const take = async (files: readonly File[]) => {
    if (files.length === 0) return;
    notify(null);
    const texts: string[] = [];
    for (const file of files) {
      try {
        texts.push(await readTextFile(file));
      } catch (error) {
        // A folder, or a file that is gone, cannot be read.
        const advice = error instanceof UnfitFile ? error.message : "it cannot be read";
        notify({ title: `“${file.name}” was not added`, advice });
      }
    }
    if (texts.length > 0) onTexts(texts);
  };
  const onDrop = useEffectEvent(take);

  useCommand({
    id: "add-file",
    label: "Add a text file to the message",
    icon: "text",
    words: "attach attachment upload",
    order: 6,
    run: async () => take(await pickFiles(TEXT_FILES, true)),
  });

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    // Without this the browser would leave the page for a file that misses the field.
    const hold = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setOver(event.type === "dragover");
      if (event.type === "drop") void onDrop([...event.dataTransfer.files]);
    };
    window.addEventListener("dragover", hold, { signal });
    window.addEventListener("drop", hold, { signal });
    window.addEventListener(
      "dragleave",
      ({ relatedTarget }) => {
        if (relatedTarget === null) setOver(false);
      },
      { signal },
    );
    return () => controller.abort();
  }, []);
  return over;
}
