"use client";

import type { KeyboardEvent } from "react";
import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/ui/IconButton";

type SearchFieldProps = { readonly value: string; readonly onChange: (value: string) => void };

/** Looks through all chats while one types; the arrow down goes to what was found. */
export function SearchField({ value, onChange }: SearchFieldProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape" && value !== "") {
      // It would close the drawer and stop the running answer too.
      event.preventDefault();
      event.stopPropagation();
      onChange("");
    } else if (event.key === "ArrowDown") {
      const panel = event.currentTarget.closest("[data-slot=history]");
      const first = panel?.querySelector<HTMLElement>("a");
      if (!first) return;
      event.preventDefault();
      first.focus();
    }
  };
  return (
    <div className="relative min-w-0 grow">
      <Icon name="search" className="absolute start-2.5 top-1/2 -translate-y-1/2 text-faint" />
      <input
        type="search"
        aria-label="Search all chats"
        placeholder="Search"
        autoComplete="off"
        spellCheck={false}
        maxLength={500}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        className="h-8 w-full rounded-control border border-line bg-raised ps-8 pe-8 text-ui outline-offset-0 placeholder:text-faint touch:h-11 touch:text-read [&::-webkit-search-cancel-button]:hidden"
      />
      {value === "" ? null : (
        <IconButton
          icon="close"
          label="Clear the search"
          className="absolute end-0.5 top-1/2 -translate-y-1/2"
          onClick={() => onChange("")}
        />
      )}
    </div>
  );
}
