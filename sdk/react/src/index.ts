export type { ConversationView } from "./conversation-store.ts";
export {
  type UseConversation,
  type UseStream,
  type UseWebSocket,
  useConnection,
  useConversation,
  useStream,
  useWebSocket,
} from "./hooks.ts";
export { ThalwegProvider, type ThalwegProviderProps, useThalweg } from "./provider.ts";
export type { Connection } from "./registry.ts";
export type { StreamSource, StreamView } from "./stream-store.ts";
