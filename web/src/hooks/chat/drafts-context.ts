import { createContext } from "react";
import type { DraftSync } from "@/stores/draft-sync";

export const DraftsContext = createContext<Pick<DraftSync, "swap" | "keep"> | null>(null);
