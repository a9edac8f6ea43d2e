import { type Courier, createCourier } from "./courier.ts";
import type { CourierOptions } from "./courier-options.ts";
import { PUSH_LATENCY } from "./latency.ts";
import type { WorldCore } from "./world-core.ts";

/** Wakes the devices of its subscriptions. The service itself reports nothing; the devices do. */
export interface PushService extends Courier {
  readonly channel: "push";
  /** The subscription is no more: later messages to it are refused for ever. */
  expire(address: string): void;
  isExpired(address: string): boolean;
}

export function createPushService(core: WorldCore, name: string, options: CourierOptions): PushService {
  const expired = new Set<string>();
  const courier = createCourier(
    core,
    name,
    "push",
    { ...options, latency: options.latency ?? PUSH_LATENCY },
    {
      quality: "device",
      speaks: "device",
      refuses: (address) => (expired.has(address) ? "unknown-address" : undefined),
    },
  );
  return {
    ...courier,
    channel: "push",
    expire: (address) => {
      expired.add(address);
    },
    isExpired: (address) => expired.has(address),
  };
}
