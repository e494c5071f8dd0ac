"use client";

import { type ComponentProps, type ReactNode, Suspense, useRef, useState } from "react";
import { useModels } from "@/hooks/chat/useModels";
import { lazyPart } from "@/lib/lazy-part";

const ModelPicker = lazyPart(() => import("./ModelPicker"));

type PickerButtonProps = Omit<ComponentProps<"button">, "children"> & {
  /** What is chosen for; names the panel. */
  readonly panelLabel: string;
  readonly currentId: string | undefined;
  readonly onChoose: (id: string) => void;
  readonly children: ReactNode;
};

/** A button that opens the models; the panel is fetched with the first press. */
export function PickerButton(props: PickerButtonProps) {
  const { panelLabel, currentId, onChoose, children, ...rest } = props;
  const models = useModels();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
        {...rest}
      >
        {children}
      </button>
      {open ? (
        <Suspense>
          <ModelPicker
            label={panelLabel}
            // Beside the whole composer, so that what is being written stays in sight.
            anchor={button.current?.closest("form") ?? button.current}
            models={models}
            currentId={currentId}
            onChoose={onChoose}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      ) : null}
    </>
  );
}
