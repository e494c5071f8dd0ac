/** What each setting can be; the first is what holds until somebody chooses. */
export const SETTING_VALUES = {
  theme: ["system", "light", "dark"],
  density: ["comfortable", "compact"],
  font: ["inter", "geist", "plex", "manrope", "mona"],
  /** Which key sends a message; the other way of Enter makes a new line. */
  sendKey: ["enter", "mod-enter"],
  motion: ["system", "reduced", "full"],
  /** What a screen reader is told of an answer: its end alone, or its sentences as they come. */
  announce: ["end", "sentences"],
  /** Whether the system tells of an answer that ended while the page was out of sight. */
  notify: [false, true],
  /** Whether images that a model names are fetched: on demand for each, or always. */
  images: ["ask", "allow"],
  /** Whether the chats stand beside the thread, where there is room for both. */
  history: ["shown", "folded"],
} as const;

export type SettingName = keyof typeof SETTING_VALUES;

export type Settings = {
  readonly [Name in SettingName]: (typeof SETTING_VALUES)[Name][number];
};

export const SETTINGS_KEY = "thalweg.settings";

export const DEFAULT_SETTINGS: Settings = pick(() => undefined);

/** Reads what was stored; whatever is missing, unknown or broken is as if nobody had chosen. */
export function parseSettings(text: string | null): Settings {
  const stored = readObject(text);
  return pick((name) => stored[name]);
}

/** The settings that a style sheet follows; the names of attributes of the document's root. */
export const SHOWN_SETTINGS = ["theme", "density", "font", "motion", "history"] as const;

/**
 * Runs in the head before the first paint, so that nothing that was chosen flashes in another form,
 * nor a new chat where the address names one.
 * A value that no style names changes nothing, so it is not compared here. Kept to one constant
 * text: the server lists its hash in the content security policy.
 */
export const settingsScript = `var d=document.documentElement.dataset;if(/[?&]id=/.test(location.search))d.opened="chat";try{var s=JSON.parse(localStorage.getItem("${SETTINGS_KEY}"))||{};${JSON.stringify(
  SHOWN_SETTINGS,
)}.forEach(function(n){if(typeof s[n]==="string")d[n]=s[n]})}catch(e){}`;

function pick(stored: (name: SettingName) => unknown): Settings {
  const entries = Object.entries(SETTING_VALUES).map(([name, values]) => {
    const value = stored(name as SettingName);
    return [name, (values as readonly unknown[]).includes(value) ? value : values[0]];
  });
  return Object.fromEntries(entries) as Settings;
}

function readObject(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
