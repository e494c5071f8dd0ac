import type { Tokens } from "marked";
import { createElement, memo, type ReactNode } from "react";
import { Icon } from "@/components/Icon";
import { cx } from "@/components/ui/cx";
import type { BlockContext } from "./blocks";
import { inline } from "./inline";
import { MemoBlock } from "./MemoBlock";
import { directionOf } from "./parse/direction";
import { sameToken } from "./parse/frozen";
import type { MdToken } from "./parse/lexer";

/** A list in the direction of its first words, so that its marks stand on their side. */
export function list(token: Tokens.List, { growing }: BlockContext): ReactNode {
  const tasks = token.items.some((item) => item.task);
  const className = cx(
    // A list in an item stands as far from its words as items from each other.
    "flex flex-col gap-1 in-[li]:mt-1",
    !tasks && "ps-6",
    !tasks && (token.ordered ? "list-decimal" : "list-disc"),
    "marker:text-faint marker:tabular-nums",
  );
  const start = token.ordered && token.start !== 1 && token.start !== "" ? token.start : undefined;
  const items = token.items.map((item, index) => (
    <Item
      // biome-ignore lint/suspicious/noArrayIndexKey: what was said keeps its place.
      key={index}
      item={item}
      loose={token.loose}
      growing={growing && index === token.items.length - 1}
    />
  ));
  const dir = directionOf(token.items.map(({ text }) => text).join("\n"));
  return createElement(token.ordered ? "ol" : "ul", { className, start, dir }, items);
}

type ItemProps = {
  readonly item: Tokens.ListItem;
  readonly loose: boolean;
  readonly growing: boolean;
};

/** An item of a list; of a long list that grows only the last one is drawn again. */
const Item = memo(
  function ListItem({ item, loose, growing }: ItemProps) {
    const tokens = item.tokens as MdToken[];
    const children = tokens.map((token, index) => {
      const last = growing && index === tokens.length - 1;
      return itemChild(token, index, loose, last);
    });
    if (!item.task) return <li className={cx("ps-1", loose && "not-first:mt-2")}>{children}</li>;
    return (
      <li className="flex gap-2">
        <span
          role="img"
          aria-label={item.checked ? "done" : "not done"}
          className={cx(
            "mt-1 inline-flex size-4 shrink-0 items-center justify-center rounded-[4px] border",
            item.checked ? "border-accent bg-accent text-accent-fg" : "border-faint",
          )}
        >
          {item.checked ? <Icon name="check" className="size-3" /> : null}
        </span>
        <div className="min-w-0 grow">{children}</div>
      </li>
    );
  },
  (before, after) =>
    before.loose === after.loose &&
    before.growing === after.growing &&
    sameToken(before.item, after.item),
);

function itemChild(token: MdToken, index: number, loose: boolean, growing: boolean): ReactNode {
  if (token.type === "checkbox") return null;
  if (token.type === "text" && !loose) {
    return createElement("span", { key: index }, ...inline(token.tokens ?? [token]));
  }
  return <MemoBlock key={index} token={token} growing={growing} />;
}
