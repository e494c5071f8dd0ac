import { useId } from "react";

type ChoicesProps<T extends string> = {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly label: string }[];
  readonly onChoose: (value: T) => void;
};

/** One of a few, all of them in sight. */
export function Choices<T extends string>({ label, value, choices, onChoose }: ChoicesProps<T>) {
  const name = useId();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className="flex gap-1 self-start rounded-control border border-line p-0.5"
    >
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="relative inline-flex h-7 cursor-pointer items-center rounded-[6px] px-3 text-muted transition-colors duration-120 ease-out hover:text-fg has-checked:bg-hover has-checked:text-fg has-focus-visible:outline-2 has-focus-visible:outline-accent touch:h-11"
        >
          <input
            type="radio"
            name={name}
            checked={choice.value === value}
            onChange={() => onChoose(choice.value)}
            className="absolute inset-0 cursor-pointer appearance-none outline-none"
          />
          {choice.label}
        </label>
      ))}
    </div>
  );
}
