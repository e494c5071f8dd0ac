export {
  type FakeServer,
  type FakeStreams,
  fakeServer,
  type Handler,
  json,
  problem,
  type SeenRequest,
} from "./fake-server.ts";
export { type FakeConnection, fakeSockets } from "./fake-socket.ts";
export { encodeEvent, type FakeStream, fakeStream, type SentEvent } from "./fake-stream.ts";
export { type FakeTab, fakeBrowser } from "./fake-tabs.ts";
export { type ManualClock, manualClock } from "./manual-clock.ts";
