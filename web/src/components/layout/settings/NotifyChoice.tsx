import { useState } from "react";
import { showNotification } from "@/components/chat/attention/notification";
import { setSetting } from "@/stores/ui.store";
import { Choice } from "./Choice";

/** Notifications need the browser's leave too, which is asked for when they are switched on. */
export function NotifyChoice() {
  const [refused, setRefused] = useState(isRefused);
  const [unable, setUnable] = useState(false);
  const ask = async (wanted: boolean) => {
    if (!wanted) return;
    const answer = "Notification" in window ? await Notification.requestPermission() : "denied";
    setRefused(answer === "denied");
    // The first one shows what they look like, or that this browser shows none of pages.
    const shown = answer === "granted" && showNotification(SAMPLE);
    setUnable(answer === "granted" && !shown);
    if (!shown) setSetting("notify", false);
  };
  return (
    <Choice
      name="notify"
      title="Notifications"
      hint={
        unable
          ? "This browser shows notifications of installed apps alone."
          : refused
            ? "The browser refuses them for this page. Its own settings of this site can allow them."
            : "When an answer ends while this page is out of sight."
      }
      labels={{ false: "Off", true: "On" }}
      onChosen={ask}
    />
  );
}

const SAMPLE = {
  id: "sample",
  title: "Thalweg",
  body: "Notifications are on",
  onOpen: () => undefined,
} as const;

function isRefused(): boolean {
  return !("Notification" in window) || Notification.permission === "denied";
}
