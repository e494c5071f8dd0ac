import { beforeEach, expect, it } from "vitest";
import {
  chatToolsStore,
  keepToolNames,
  moveTools,
  NEW_CHAT,
  namedTools,
  offIn,
  switchTool,
  takeTools,
} from "./chat-tools";

const NAMES = ["calculator", "clock", "countdown"];
beforeEach(() => {
  localStorage.clear();
  chatToolsStore.setState({ names: [], off: {} });
  keepToolNames(NAMES);
});

it("names no tools as long as all are on, and else those that are left", () => {
  expect(namedTools("x")).toEqual({});
  switchTool("x", "clock", false);
  expect(namedTools("x")).toEqual({ tools: ["calculator", "countdown"] });
  expect(namedTools("y")).toEqual({});
  switchTool("x", "clock", true);
  expect(namedTools("x")).toEqual({});
});

it("can leave none", () => {
  for (const name of NAMES) switchTool("x", name, false);
  expect(namedTools("x")).toEqual({ tools: [] });
});

it("goes with the new chat, stays out of the next one, and is let go with the server's name", () => {
  switchTool(null, "clock", false);
  moveTools(NEW_CHAT, "local");
  expect(offIn(chatToolsStore.getState(), "local")).toEqual(["clock"]);
  expect(namedTools(null)).toEqual({});
  expect(takeTools("local")).toEqual(["calculator", "countdown"]);
  expect(chatToolsStore.getState().off).toEqual({});
  expect(takeTools("other")).toBeUndefined();
});

it("is kept by the browser, for a limited number of chats", () => {
  for (let count = 0; count < 30; count += 1) switchTool(`chat-${count}`, "clock", false);
  const kept = JSON.parse(localStorage.getItem("thalweg.tools") ?? "");
  expect(Object.keys(kept.off)).toHaveLength(20);
  expect(kept.off["chat-29"]).toEqual(["clock"]);
  expect(kept.off["chat-0"]).toBeUndefined();
});
