import { useState } from "react";
import { setSetting } from "@/stores/ui.store";
import { Choice } from "./Choice";

/** Notifications need the browser's leave too, which is asked for when they are switched on. */
export function NotifyChoice() {
  const [refused, setRefused] = useState(isRefused);
  const ask = async (wanted: boolean) => {
    if (!wanted) return;
    const answer = "Notification" in window ? await Notification.requestPermission() : "denied";
    setRefused(answer === "denied");
    if (answer !== "granted") setSetting("notify", false);
  };
  return (
    <Choice
      name="notify"
      title="Notifications"
      hint={
        refused
          ? "The browser refuses them for this page. Its own settings of this site can allow them."
          : "When an answer ends while this page is out of sight."
      }
      labels={{ false: "Off", true: "On" }}
      onChosen={ask}
    />
  );
}

function isRefused(): boolean {
  return !("Notification" in window) || Notification.permission === "denied";
}
