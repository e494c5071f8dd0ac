import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);
// A limit for what hangs: what is fetched when it is needed comes late on a loaded machine.
configure({ asyncUtilTimeout: 20_000 });

// A test is a browser of its own: it shares no stream with those that run beside it.
Object.defineProperty(navigator, "locks", { value: undefined, configurable: true });
// What was left on its way would be sent again by the next test's page.
afterEach(() => sessionStorage.clear());
