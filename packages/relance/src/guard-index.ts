import { ConfigError, type Signer, type Store } from "@relance/spec";

/** Where a store keeps the marks of the keys that its contacts are hashed under. */
const NAME = "index-key";

/** Resolves once it is known that the store's index is ours; asked once, and again after a failure. */
export type IndexGuard = () => Promise<void>;

/**
 * Contacts are found by keyed hashes. Under another key nobody's STOP would be found, and no reply would know its
 * person, silently. So the store remembers a mark of each key it was ever worked on with, and a gateway that lacks one neither
 * enrolls, nor sends, nor hears. A key that is new is added.
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
  const marks = signer.digests("the key of this index");
  const { data = "" } = await store.lease({ name: NAME, owner: NAME }); // one owner: nobody waits for a lease
  const known = data.split(" ").filter((mark) => mark !== "");
  if (!known.every((mark) => marks.includes(mark)))
    throw new ConfigError(
      "config/secret-missing",
      "this store hashes its contacts under a secret that is not here: put it back as the last of secrets, or name it in security.indexSecret behind newer ones; without it nobody's STOP would be found",
    );
  if (marks.length === known.length) return;
  await store.lease({ name: NAME, owner: NAME, save: { data: marks.join(" "), release: true } });
}
