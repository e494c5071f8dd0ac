import type { StreamEvent } from "@thalweg/client";
import { json, problem } from "@thalweg/client/testing";
import { beforeEach, expect, type MockInstance, test, vi } from "vitest";
import { checkAnswer, checkEvent, checkedFetch } from "./validators";

let warn: MockInstance;
beforeEach(() => {
  warn = vi.spyOn(console, "warn").mockReturnValue();
});

const id = "01890000-0000-7000-8000-000000000000";
const me = { principal: { id: "owner", role: "owner" }, version: "0.1.0" };

test("an answer that fits is let through without a word", async () => {
  expect(await checkAnswer("GET /api/me", json(me))).toBe(true);
  expect(warn).not.toHaveBeenCalled();
});

test("an answer that does not fit is named by its paths, never by its values", async () => {
  const answer = json({ items: [{ id: "secret words" }] });
  expect(await checkAnswer("GET /api/messages", answer)).toBe(false);
  const said = JSON.stringify(warn.mock.calls);
  expect(said).toContain("items.0.id");
  expect(said).not.toContain("secret words");
});

test("failures, other routes and other types are not compared", async () => {
  expect(await checkAnswer("GET /api/me", problem(404, "not_found"))).toBeUndefined();
  expect(await checkAnswer("GET /healthz", json({}))).toBeUndefined();
  expect(await checkAnswer("GET /api/me", new Response("x"))).toBeUndefined();
});

test("events are compared by their type", async () => {
  const token = { id, partId: "p", text: "hi" };
  expect(await checkEvent({ type: "token", data: token })).toBe(true);
  const wrong = { type: "token", data: { text: 5 } } as unknown as StreamEvent;
  expect(await checkEvent(wrong)).toBe(false);
  expect(JSON.stringify(warn.mock.calls)).toContain("partId");
});

test("the caller gets the whole answer, compared or not", async () => {
  const fetch = checkedFetch(async () => json(me));
  const response = await fetch("/api/me?x=1", {});
  expect(await response.json()).toEqual(me);
});
