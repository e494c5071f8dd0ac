export type Theme = "system" | "light" | "dark";

export const THEME_KEY = "thalweg-theme";

/** Anything but the two explicit choices follows the system. */
export function parseTheme(value: string | null): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

/**
 * Runs in the head before the first paint, so that a chosen theme never flashes. Kept to one
 * constant text: the server lists its hash in the content security policy.
 */
export const themeScript = `try{var t=localStorage.getItem("${THEME_KEY}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch(e){}`;
