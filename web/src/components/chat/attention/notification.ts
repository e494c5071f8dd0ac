/** What the system is asked to show of a chat. */
export type Notice = {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly onOpen: () => void;
};

/**
 * Has the system tell of a chat; false where it does not let a page do so. All tabs of a browser
 * that tell of one chat tell it once, by its tag.
 */
export function showNotification({ id, title, body, onOpen }: Notice): boolean {
  if (!("Notification" in window) || Notification.permission !== "granted") return false;
  try {
    const shown = new Notification(title, { body, tag: `thalweg:${id}` });
    shown.onclick = () => {
      window.focus();
      shown.close();
      onOpen();
    };
    return true;
  } catch {
    // Browsers of phones have the name, but leave it to installed apps.
    return false;
  }
}
