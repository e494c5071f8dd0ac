import { readSetting } from "@/stores/ui.store";

/** Whether things may move: as was chosen, else as the system wishes. */
export function reducedMotion(): boolean {
  const motion = readSetting("motion");
  if (motion !== "system") return motion === "reduced";
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
