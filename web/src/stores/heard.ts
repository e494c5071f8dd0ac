/**
 * Of what a feed told, by name. The answer to a request is of some moment on the way: where the
 * feed told of the same thing meanwhile, the feed has the last word, for it tells of each change.
 */
export type Heard<Name extends string = string> = {
  told(name: Name): void;
  /** From now on; gives whether the feed told of a name since, or of anything. */
  since(): (name?: Name) => boolean;
};

export function createHeard<Name extends string = string>(): Heard<Name> {
  const last = new Map<Name, number>();
  let told = 0;
  return {
    told(name) {
      told += 1;
      last.set(name, told);
    },
    since() {
      const mark = told;
      return (name) => (name === undefined ? told : (last.get(name) ?? 0)) > mark;
    },
  };
}
