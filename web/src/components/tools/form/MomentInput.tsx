"use client";

import type { ComponentProps } from "react";
import type { Field } from "./fields";

type MomentInputProps = ComponentProps<"input"> & {
  readonly field: Field;
  readonly value: string;
  readonly onSay: (text: string) => void;
};

/**
 * A day, or a day and a time, picked with what the browser has for that. What is kept is a text: a day
 * as it is, a time with its zone.
 */
export function MomentInput({ field, value, onSay, ...rest }: MomentInputProps) {
  if (field.schema.format === "date") {
    return (
      <input {...rest} type="date" value={value} onChange={({ target }) => onSay(target.value)} />
    );
  }
  return (
    <input
      {...rest}
      type="datetime-local"
      value={value === "" ? "" : toLocal(value)}
      onChange={({ target }) => onSay(target.value && new Date(target.value).toISOString())}
    />
  );
}

/** Whether a field holds a moment; a text that is none can only be mended as a text. */
export function isMoment({ kind, schema }: Field, text: string): boolean {
  if (kind !== "text") return false;
  if (schema.format === "date") return text === "" || /^\d{4}-\d{2}-\d{2}$/.test(text);
  return schema.format === "date-time" && (text === "" || !Number.isNaN(Date.parse(text)));
}

/** A moment as clocks here show it, without its zone. */
function toLocal(text: string): string {
  const moment = new Date(text);
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, shifted.getUTCSeconds() === 0 ? 16 : 19);
}
