import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Markdown } from "./Markdown";
import { cuts, dice, someMarkdown } from "./parse/fragments";

function page(text: string, streaming = false) {
  return render(<Markdown text={text} streaming={streaming} />).container;
}

function texts(container: HTMLElement, selector: string) {
  return [...container.querySelectorAll(selector)].map((element) => element.textContent);
}

/** What a table has that was seen growing, besides what it has when it comes whole. */
const EVEN = / table-fixed wrap-anywhere" style="min-width: \d+rem;"/g;

describe("blocks", () => {
  it("give headings levels of which none is left out", () => {
    const container = page("#### Deep\n\n# One\n\n### Two\n\n## Other\n\n###### Last\n\n# Again");
    const levels = [...container.querySelectorAll("h2, h3, h4, h5, h6")];
    expect(levels.map((h) => `${h.tagName} ${h.textContent}`)).toEqual([
      "H3 Deep",
      "H3 One",
      "H4 Two",
      "H4 Other",
      "H5 Last",
      "H3 Again",
    ]);
  });

  it("keep the headings of quotes and items out of the page's", () => {
    expect(page("> # Quoted\n\n- # In an item").querySelector("h1, h2, h3, h4")).toBeNull();
  });

  it("show a table with its alignments, in a box of its own", () => {
    const container = page("| a | b | c |\n|:-|:-:|-:|\n| 1 | 2 | 3 |");
    const cells = [...container.querySelectorAll("td")].map(
      ({ className }) => /text-(start|center|end)/.exec(className)?.[1],
    );
    expect(cells).toEqual(["start", "center", "end"]);
    expect(container.querySelector("section[tabindex]")?.className).toContain("overflow-x-auto");
  });

  it("give a table that grows equal columns, for as long as it is in sight", () => {
    const head = "| a | b |\n|---|---|\n| 1 ";
    const { container, rerender } = render(<Markdown text={head} streaming />);
    const table = container.querySelector("table");
    expect(table?.className).toContain("table-fixed");
    rerender(<Markdown text={`${head}| 2 |\n\nafter\n\nthat`} streaming={false} />);
    expect(container.querySelector("table")).toBe(table);
    expect(table?.className).toContain("table-fixed");
    expect(page(head).querySelector("table")?.className).not.toContain("table-fixed");
  });

  it("show a number at its column's end when all of it is there", () => {
    const head = "| a | b |\n|---|--:|\n| one | 1";
    const { container, rerender } = render(<Markdown text={head} streaming />);
    expect(texts(container, "td")).toEqual(["one", ""]);
    rerender(<Markdown text={`${head}2 |`} streaming />);
    expect(texts(container, "td")).toEqual(["one", "12"]);
    rerender(<Markdown text={`${head}2`} streaming={false} />);
    expect(texts(container, "td")).toEqual(["one", "12"]);
  });

  it("show tasks as what they are", () => {
    const container = page("- [x] done\n- [ ] open\n  - [x] inner");
    const boxes = [...container.querySelectorAll("[role=img]")];
    expect(boxes.map((box) => box.getAttribute("aria-label"))).toEqual([
      "done",
      "not done",
      "done",
    ]);
    expect(texts(container, "li")).toEqual(["done", "openinner", "inner"]);
  });

  it("show footnotes without taking them for links", () => {
    const container = page("a claim[^1]\n\n[^1]: https://example.com\n[^n]: words");
    expect(texts(container, "sup")).toEqual(["1", "1", "n"]);
    expect(container.querySelectorAll("a")).toHaveLength(1);
  });

  it("have the direction of their words, and code its own", () => {
    const container = page("- שלום\n- more\n\n> `x` שלום\n\n```\nשלום\n```\n\ntext");
    expect(container.querySelector("ul")?.dir).toBe("rtl");
    expect(container.querySelector("blockquote")?.dir).toBe("rtl");
    expect(container.querySelector("[data-slot=code-block]")?.getAttribute("dir")).toBe("ltr");
    expect(container.querySelector("code")?.dir).toBe("ltr");
    expect(container.querySelector(":scope > div > p")?.getAttribute("dir")).toBe("auto");
  });

  it("name a block's language when its line is whole, in a head that is there before", () => {
    const { container, rerender } = render(<Markdown text={"a\n\n```ru"} streaming />);
    const head = container.querySelector("[data-slot=code-block] > div");
    expect(head?.textContent).toBe("");
    rerender(<Markdown text={"a\n\n```rust\nfn"} streaming />);
    expect(container.querySelector("[data-slot=code-block] > div")).toBe(head);
    expect(head?.textContent).toBe("rust");
  });

  it("end, however the text was cut, as the whole text is shown", () => {
    for (let seed = 1000; seed < 1012; seed += 1) {
      const next = dice(seed);
      const text = someMarkdown(next);
      const { container, rerender, unmount } = render(<Markdown text="" streaming />);
      for (const piece of cuts(text, next, 25)) rerender(<Markdown text={piece} streaming />);
      rerender(<Markdown text={text} streaming={false} />);
      expect(container.innerHTML.replace(EVEN, '"'), `seed ${seed}: ${JSON.stringify(text)}`).toBe(
        page(text).innerHTML,
      );
      unmount();
    }
  });
});
