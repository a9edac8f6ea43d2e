/** What stands behind a gateway: for tests, rehearsals and measurements, which drive its time. Applications need none of it. */
import type { Engine } from "@relance/core";
import type { Store } from "@relance/spec";
import type { GatewayLike } from "./gateway.ts";

export interface Parts {
  readonly store: Store;
  readonly engine: Engine;
}

const partsByGateway = new WeakMap<GatewayLike, Parts>();

/** Remembers what stands behind a gateway, as long as that lives. */
export function keepParts(gateway: GatewayLike, parts: Parts): void {
  partsByGateway.set(gateway, parts);
}

/**
 * The store and the engine of a gateway that `createGateway` opened.
 * @throws {TypeError} for any other object
 */
export function partsOf(gateway: GatewayLike): Parts {
  const parts = partsByGateway.get(gateway);
  if (parts === undefined) throw new TypeError("not a gateway of createGateway");
  return parts;
}
