const KEY = "thalweg.model";

/** The model that was chosen last, for new conversations; undefined if there is none. */
export function readChosenModel(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

export function writeChosenModel(id: string): void {
  try {
    localStorage.setItem(KEY, id);
  } catch {
    // Storage is full or forbidden: the choice holds until the page is left.
  }
}
