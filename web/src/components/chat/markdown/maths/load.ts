type Katex = typeof import("./katex");

let loaded: Katex | undefined;
let loading: Promise<Katex> | undefined;

/** What draws maths, if it is there already. */
export function loadedMaths(): Katex | undefined {
  return loaded;
}

/** Fetches it once; a failure is forgotten, so that the next formula tries again. */
export function loadMaths(): Promise<Katex> {
  loading ??= import("./katex").then(
    (katex) => {
      loaded = katex;
      return katex;
    },
    (error) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}
