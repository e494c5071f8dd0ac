import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS, parseSettings, SETTINGS_KEY, settingsScript } from "./settings";

describe("parseSettings", () => {
  it("keeps what it knows", () => {
    const text = JSON.stringify({ theme: "dark", notify: true, sendKey: "mod-enter" });
    expect(parseSettings(text)).toEqual({
      ...DEFAULT_SETTINGS,
      theme: "dark",
      notify: true,
      sendKey: "mod-enter",
    });
  });

  it.each([null, "", "{", "null", "7", '"dark"', "[]", '{"theme":"neon","notify":"yes"}'])(
    "takes %j as nothing chosen",
    (text) => expect(parseSettings(text)).toEqual(DEFAULT_SETTINGS),
  );
});

describe("settingsScript", () => {
  const root = document.documentElement;
  const run = () => new Function(settingsScript)();

  beforeEach(() => {
    localStorage.clear();
    for (const name of Object.keys(root.dataset)) delete root.dataset[name];
  });

  it("sets what styles follow, and nothing else", () => {
    localStorage.setItem(
      SETTINGS_KEY,
      JSON.stringify({ theme: "dark", density: "compact", font: "geist", images: "allow" }),
    );
    run();
    expect({ ...root.dataset }).toEqual({ theme: "dark", density: "compact", font: "geist" });
  });

  it.each([
    ["/chat", undefined],
    ["/chat?id=01a", "chat"],
    ["/chat?message=2&id=01a", "chat"],
    ["/chat?paid=1", undefined],
  ])("says of %s whether it names a chat", (address, opened) => {
    history.replaceState(null, "", address);
    run();
    expect(root.dataset.opened).toBe(opened);
    history.replaceState(null, "", "/");
  });

  it.each([null, "{", "null", '{"theme":{}}'])("passes over %j", (text) => {
    if (text !== null) localStorage.setItem(SETTINGS_KEY, text);
    run();
    expect({ ...root.dataset }).toEqual({});
  });
});
