import type { Provider } from "relance";

/** An in-process provider that accepts each message immediately, records the attempt id, and sends no receipts. */
export interface SilentProvider extends Provider<"sms"> {
  /** Returns the ids of attempts that the provider accepted since the last call. */
  drain(): string[];
}

/** @param concurrency - number of messages that the provider accepts in parallel */
export function silentProvider(vendor: string, concurrency: number = 512): SilentProvider {
  let taken: string[] = [];
  return {
    kind: "in-process",
    channel: "sms",
    vendor,
    capabilities: { receipts: true, replies: false },
    concurrency,
    send(message) {
      taken.push(message.attemptId);
      return Promise.resolve({ ref: `${vendor}-${message.attemptId}` });
    },
    drain() {
      const all = taken;
      taken = [];
      return all;
    },
  };
}
