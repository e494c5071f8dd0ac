import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** Every pair of tokens that stands as text on ground somewhere on the page. */
const grounds = ["bg", "bg-raised", "bg-sunken", "hover on bg", "hover on bg-raised"] as const;
const inks = ["fg", "fg-muted", "fg-faint", "accent", "signal", "danger"] as const;
const pairs = [
  ...grounds.flatMap((ground) => inks.map((ink) => [ink, ground] as const)),
  ["accent-fg", "accent"],
  ["accent", "accent-soft"],
  ["fg", "accent-soft"],
  ["fg", "signal-soft"],
  ["signal", "signal-soft"],
  // The tooltip and the stop button are the other way round.
  ["bg", "fg"],
] as const;

/** Borders of fields and the ring of the focus, which are seen and not read. */
const shapes = [
  ["accent", "bg"],
  ["accent", "bg-raised"],
] as const;

const css = readFileSync(join(import.meta.dirname, "theme.css"), "utf8");
const HOVER = Number(/--bg-hover: color-mix\(in oklab, var\(--fg\) (\d+)%/.exec(css)?.[1]) / 100;

type Colour = readonly [number, number, number];

describe.each(["light", "dark"] as const)("%s", (theme) => {
  const token = (name: string): Colour => {
    const found = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
    const hex = theme === "light" ? found?.[1] : found?.[2];
    if (hex === undefined) throw new Error(`there is no colour --${name}`);
    return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as never;
  };
  // A mix with a transparent colour is the colour at that share, laid over what is below.
  const ground = (name: string): Colour =>
    name.startsWith("hover on ") ? over(token("fg"), token(name.slice(9)), HOVER) : token(name);

  it.each(pairs)("%s on %s can be read", (ink, on) => {
    expect(contrast(token(ink), ground(on))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(shapes)("%s on %s can be seen", (shape, on) => {
    expect(contrast(token(shape), ground(on))).toBeGreaterThanOrEqual(3);
  });
});

it("computes as WCAG does", () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
  expect(contrast([118, 118, 118], [255, 255, 255])).toBeCloseTo(4.54, 2);
});

function over(top: Colour, below: Colour, share: number): Colour {
  return top.map((value, index) => value * share + (below[index] ?? 0) * (1 - share)) as never;
}

function contrast(left: Colour, right: Colour): number {
  const [dark = 0, light = 0] = [luminance(left), luminance(right)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
