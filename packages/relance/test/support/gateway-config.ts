import type { Provider, Store } from "@relance/spec";
import { openSqlite, yieldingStore } from "@relance/store-sqlite/embedded";
import type { RelanceConfig } from "../../src/index.ts";

export const SECRET = "a-secret-for-these-tests";

export function provider<C extends Provider["channel"]>(channel: C, extra: Partial<Provider<C>> = {}): Provider<C> {
  return {
    kind: "none",
    channel,
    vendor: "none",
    capabilities: { receipts: false, replies: false },
    send: async ({ attemptId }) => ({ ref: attemptId }),
    ...extra,
  };
}

export function memoryStore(): Store {
  const sync = openSqlite({ file: ":memory:", now: () => Date.now() });
  return yieldingStore(sync, { yield: async () => {} });
}

/** The minimal configuration, with a test's changes; wrong types are intended. */
export function gatewayConfig(change: object = {}): RelanceConfig {
  const { security } = change as { readonly security?: object };
  return {
    store: memoryStore(),
    providers: { sms: { main: provider("sms") } },
    ...change,
    security: { signing: [SECRET], encryption: SECRET, ...security },
  };
}
