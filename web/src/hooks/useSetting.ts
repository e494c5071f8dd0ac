import { useStore } from "zustand";
import type { SettingName, Settings } from "@/lib/settings";
import { uiStore } from "@/stores/ui.store";

/** What a setting is now, in this tab and in every other; changed by `setSetting`. */
export function useSetting<Name extends SettingName>(name: Name): Settings[Name] {
  return useStore(uiStore, (settings) => settings[name]);
}
