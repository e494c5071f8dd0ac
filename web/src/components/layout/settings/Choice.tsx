import { useId } from "react";
import { useSetting } from "@/hooks/useSetting";
import { SETTING_VALUES, type SettingName, type Settings } from "@/lib/settings";
import { setSetting } from "@/stores/ui.store";

type ChoiceProps<Name extends SettingName> = {
  readonly name: Name;
  readonly title: string;
  readonly hint?: string;
  /** Called after the choice has had its effect. */
  readonly onChosen?: (value: Settings[Name]) => void;
  readonly labels: Readonly<Record<`${Settings[Name]}`, string>>;
};

/** One setting: its values beside each other, with effect as soon as one is pressed. */
export function Choice<Name extends SettingName>(props: ChoiceProps<Name>) {
  const { name, title, hint, labels, onChosen } = props;
  const current = useSetting(name);
  const id = useId();
  return (
    <div
      role="radiogroup"
      aria-labelledby={`${id}-title`}
      aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      className="flex flex-wrap items-center gap-x-6 gap-y-2 py-2"
    >
      <div className="min-w-44 grow basis-0">
        <p id={`${id}-title`}>{title}</p>
        {hint === undefined ? null : (
          <p id={`${id}-hint`} className="text-caption text-muted">
            {hint}
          </p>
        )}
      </div>
      <div className="flex flex-wrap gap-1 rounded-control border border-line p-0.5">
        {SETTING_VALUES[name].map((value) => (
          <label
            key={String(value)}
            className="relative inline-flex h-7 cursor-pointer items-center rounded-[6px] border border-transparent px-3 text-muted transition-colors duration-120 ease-out hover:text-fg has-checked:bg-hover has-checked:text-fg has-focus-visible:outline-2 has-focus-visible:outline-accent touch:h-11"
          >
            <input
              type="radio"
              name={id}
              className="absolute inset-0 cursor-pointer appearance-none outline-none"
              checked={value === current}
              onChange={() => {
                setSetting(name, value as Settings[Name]);
                onChosen?.(value as Settings[Name]);
              }}
            />
            {labels[`${value}` as `${Settings[Name]}`]}
          </label>
        ))}
      </div>
    </div>
  );
}
