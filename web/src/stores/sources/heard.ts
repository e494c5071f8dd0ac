export type Heard = ReturnType<typeof createHeard>;

/** A source by its kind and name, which an HTTP tool and a server may share. */
export type SourceKey = `${"mcp-server" | "http-tool"} ${string}`;

/**
 * Of which sources the feed told, and when. The answer to a request is of some moment on the way;
 * where the feed told of a source meanwhile, the feed has the last word: it tells of each change.
 */
export function createHeard() {
  const last = new Map<SourceKey, number>();
  let told = 0;
  return {
    told(key: SourceKey): void {
      told += 1;
      last.set(key, told);
    },
    /** From now on; gives whether the feed told of a source since. */
    since(): (key: SourceKey) => boolean {
      const mark = told;
      return (key) => (last.get(key) ?? 0) > mark;
    },
  };
}
