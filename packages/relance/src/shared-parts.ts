import type { Engine } from "@relance/engine";
import { ConfigError, type Provider, type Store } from "@relance/spec";
import type { RelanceLike } from "./relance.ts";

/** For each provider and store, the number of open gateways in this process that use it. */
const users = new WeakMap<Provider | Store, number>();
const closed = new WeakSet<Provider | Store>();

/** Refuses providers that were closed with their last gateway. @throws {ConfigError} `config/invalid` */
export function refuseClosed(providers: ReadonlyMap<string, Provider>): void {
  for (const [name, provider] of providers) {
    if (closed.has(provider))
      throw new ConfigError(
        "config/invalid",
        `the provider ${name} was closed with its last gateway: create the configuration again, such as in a function`,
      );
  }
}

export function use(part: Provider | Store): void {
  users.set(part, (users.get(part) ?? 0) + 1);
}

/** Closes a provider or store if no other open gateway uses it. */
export async function leave(part: Provider | Store): Promise<void> {
  const others = (users.get(part) ?? 1) - 1;
  users.set(part, others);
  if (others !== 0 || part.close === undefined) return;
  closed.add(part);
  await part.close();
}

export interface Parts {
  readonly store: Store;
  readonly engine: Engine;
}

const partsByGateway = new WeakMap<RelanceLike, Parts>();

export function keepParts(gateway: RelanceLike, parts: Parts): void {
  partsByGateway.set(gateway, parts);
}

/** Returns the store and the engine of a gateway. @throws {TypeError} for an object that is not a gateway */
export function partsOf(gateway: RelanceLike): Parts {
  const parts = partsByGateway.get(gateway);
  if (parts === undefined) throw new TypeError("not a gateway of createRelance");
  return parts;
}
