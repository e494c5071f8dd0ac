/** Whether the server's path names a field, or something in it: `scopes`, `scopes[1]`, `scopes.one`. */
export function isAt(path: string, field: string): boolean {
  return path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);
}
