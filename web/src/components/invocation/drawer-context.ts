import { createContext } from "react";
import type { DrawerText } from "@/stores/drawer.store";

/** Where long texts are opened beside what is read; null: they unfold in their place. */
export const DrawerContext = createContext<((text: DrawerText) => void) | null>(null);
