import type { Provider } from "relance";

/** A provider inside the process: accepts every message immediately and records the attempt ids. */
export interface SilentProvider extends Provider<"sms"> {
  /** Attempts accepted since the last call. */
  drain(): string[];
}

/** @param concurrency - messages that it accepts in parallel */
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
