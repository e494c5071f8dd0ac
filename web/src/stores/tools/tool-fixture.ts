import type { Tool } from "@thalweg/client";

/** A tool that calculates, as the server tells of it. */
export const calculator = (more: Partial<Tool> = {}): Tool => ({
  name: "calculator",
  title: "Calculator",
  description: "",
  inputSchema: {},
  source: "builtin",
  annotations: {},
  permission: "allow",
  enabled: true,
  ...more,
});
