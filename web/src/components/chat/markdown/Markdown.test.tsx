import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { setSetting } from "@/stores/ui.store";
import { Markdown } from "./Markdown";

function html(text: string): string {
  const { container } = render(<Markdown text={text} streaming={false} />);
  return container.innerHTML;
}

describe("Markdown", () => {
  it("shows HTML as text", () => {
    const { container } = render(
      <Markdown
        text={'a <img src=x onerror="alert(1)"> b\n\n<script>alert(1)</script>'}
        streaming={false}
      />,
    );
    expect(container.querySelector("img, script")).toBeNull();
    expect(container.textContent).toContain("<script>alert(1)</script>");
  });

  it.each([
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,hi)",
    "[x](/chat)",
    "[x](//evil.example)",
    "![x](javascript:alert(1))",
  ])("follows no address of %s", (text) => {
    expect(html(text)).not.toContain("<a");
    expect(html(text)).toContain("x");
  });

  it("opens web and mail addresses elsewhere, without a referrer", () => {
    render(<Markdown text="[site](https://example.com/a) <me@example.com>" streaming={false} />);
    const link = screen.getByRole("link", { name: "site" });
    expect(link.getAttribute("href")).toBe("https://example.com/a");
    expect(link.getAttribute("rel")).toContain("noreferrer");
    expect(screen.getByRole("link", { name: "me@example.com" }).getAttribute("href")).toBe(
      "mailto:me@example.com",
    );
  });

  it("fetches an image when it is told to and not before", () => {
    const { container } = render(
      <Markdown text="![a plan](https://example.com/leak?q=secret)" streaming={false} />,
    );
    expect(container.querySelector("img")).toBeNull();
    expect(screen.getByText("a plan").textContent).toBe("a plan on example.com");
    fireEvent.click(screen.getByRole("button", { name: "Load image: a plan, from example.com" }));
    expect(container.querySelector("img")?.getAttribute("referrerpolicy")).toBe("no-referrer");
  });

  it("fetches every image where that was chosen, and over TLS alone", () => {
    setSetting("images", "allow");
    const { container } = render(
      <Markdown
        text="![one](https://example.com/1.png) ![two](http://example.com/2.png)"
        streaming={false}
      />,
    );
    const sources = [...container.querySelectorAll("img")].map((img) => img.getAttribute("src"));
    expect(sources).toEqual(["https://example.com/1.png"]);
    expect(screen.getByRole("link", { name: "two" })).toBeTruthy();
    setSetting("images", "ask");
  });

  it("resolves character references outside code only", () => {
    const { container } = render(
      <Markdown text={"a &amp; b &#955; &unknown; `&amp;`"} streaming={false} />,
    );
    expect(container.textContent).toBe("a & b λ &unknown; &amp;");
  });

  it("keeps the elements of settled blocks while the answer grows", () => {
    const start = "one\n\ntwo\n\nthree\n\nfour";
    const { container, rerender } = render(<Markdown text={start} streaming />);
    const first = container.querySelector("p");
    rerender(<Markdown text={`${start} and **more`} streaming />);
    expect(container.querySelector("p")).toBe(first);
    expect(container.querySelector("strong")?.textContent).toBe("more");
    rerender(<Markdown text={`${start} and **more**.`} streaming={false} />);
    expect(container.querySelector("p")).toBe(first);
    expect(container.querySelector("[data-streaming]")).toBeNull();
  });
});
