import { createStore } from "zustand/vanilla";

/** A failure that belongs to no message, told above the composer until it is put away. */
export type Notice = { readonly title: string; readonly advice?: string };

export const noticeStore = createStore<{ readonly notice: Notice | null }>(() => ({
  notice: null,
}));

export function notify(notice: Notice | null): void {
  noticeStore.setState({ notice });
}
