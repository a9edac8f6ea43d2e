import { ConfigError, type Signer, type Store } from "@relance/spec";

/** Where a store keeps the mark of the key that its contacts are hashed under. */
const NAME = "index-key";

/** Resolves once it is known that the store's index is ours; asked once, and again after a failure. */
export type IndexGuard = () => Promise<void>;

/**
 * Contacts are found by keyed hashes. Under another key nobody's STOP would be found, and no reply would know its
 * person, silently. So the store remembers a mark of its key, and a gateway with another one neither enrolls, nor
 * sends, nor hears.
 * @throws {ConfigError} `config/secret-missing`
 */
export function guardIndex(store: Store, signer: Signer): IndexGuard {
  let known: Promise<void> | undefined;
  return () => {
    known ??= compare(store, signer).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

async function compare(store: Store, signer: Signer): Promise<void> {
  const mark = signer.digest("the key of this index");
  const { data } = await store.task({ name: NAME, owner: mark });
  if (data === mark) return;
  if (data === undefined) {
    await store.task({ name: NAME, owner: mark, save: { data: mark, release: true } });
    return;
  }
  throw new ConfigError(
    "config/secret-missing",
    "this store hashes its contacts under another secret: put that one back as the last of secrets, or name it as indexSecret; without it nobody's STOP would be found",
  );
}
