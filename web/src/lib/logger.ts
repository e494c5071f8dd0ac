/**
 * Tells a developer what went wrong on the page. Never texts of messages, never credentials.
 * The browser's console is the page's only log.
 */
export const logger = {
  warn(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    // biome-ignore lint/suspicious/noConsole: this is the one place that writes to the console.
    console.warn(`[thalweg] ${message}`, fields);
  },
};
