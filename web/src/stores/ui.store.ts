import { createStore } from "zustand/vanilla";
import {
  DEFAULT_SETTINGS,
  parseSettings,
  SETTINGS_KEY,
  type SettingName,
  type Settings,
  SHOWN_SETTINGS,
} from "@/lib/settings";

/**
 * The settings of this browser, the same in all its tabs. Drawing at build time and the first
 * drawing of the page see the defaults, so that both agree; the head's script has set what styles
 * follow by then.
 */
export const uiStore = createStore<Settings>(() => DEFAULT_SETTINGS);

/** Changes one setting here and in the other tabs, and keeps it where storage is allowed. */
export function setSetting<Name extends SettingName>(name: Name, value: Settings[Name]): void {
  // Another tab may have changed another setting in this very moment.
  const next = { ...readSettings(), [name]: value };
  try {
    localStorage.setItem(SETTINGS_KEY, JSON.stringify(next));
  } catch {
    // Storage is full or forbidden: the choice holds until the page is left.
  }
  show(next);
}

/** What holds now, for code that is no component. */
export function readSetting<Name extends SettingName>(name: Name): Settings[Name] {
  return uiStore.getState()[name];
}

function readSettings(): Settings {
  try {
    const text = localStorage.getItem(SETTINGS_KEY);
    return text === null ? uiStore.getState() : parseSettings(text);
  } catch {
    return uiStore.getState();
  }
}

function show(settings: Settings): void {
  const { dataset } = document.documentElement;
  for (const name of SHOWN_SETTINGS) {
    if (settings[name] === DEFAULT_SETTINGS[name]) delete dataset[name];
    else dataset[name] = settings[name];
  }
  uiStore.setState(settings);
}

if (typeof window !== "undefined") {
  show(readSettings());
  window.addEventListener("storage", (event) => {
    // The key is null when everything was cleared.
    if (event.key === SETTINGS_KEY || event.key === null) show(parseSettings(event.newValue));
  });
}
