import { expect, test } from "vitest";
import { isAt } from "./is-at";

test("what is wrong within a field is said at it", () => {
  for (const path of ["scopes", "scopes[1]", "scopes.one"]) expect(isAt(path, "scopes")).toBe(true);
  for (const path of ["scope", "scopesX", "name"]) expect(isAt(path, "scopes")).toBe(false);
});
