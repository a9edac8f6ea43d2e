import { type ChannelDescription, ConfigError, type Signer, type Store } from "@relance/spec";

/** Name of the lease that stores the marks of the index keys. */
const INDEX = "index-key";
/** Name of the lease that stores the numbers of channels. */
const CHANNELS = "channels";

/** Resolves once this process matches the store's keys and channels. */
export type StoreGuard = () => Promise<void>;

/**
 * Compares keys and channels with those of earlier gateways on this store. Without a match, this gateway may not
 * enroll, send or receive.
 * @throws {ConfigError} `config/secret-missing`, `config/invalid`
 */
export function guardStore(store: Store, signer: Signer, channels: readonly ChannelDescription[] = []): StoreGuard {
  let known: Promise<void> | undefined;
  const compare = async () => {
    await compareIndex(store, signer);
    await compareChannels(store, channels);
  };
  return () => {
    known ??= compare().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

/**
 * Contacts are looked up by keyed hashes. With another key, no suppression and no reply would match, without an error.
 */
async function compareIndex(store: Store, signer: Signer): Promise<void> {
  const marks = signer.digests("the key of this index");
  const { data = "" } = await store.lease({ name: INDEX, owner: INDEX }); // one shared owner, so that none waits
  const known = data.split(" ").filter((mark) => mark !== "");
  if (!known.every((mark) => marks.includes(mark)))
    throw new ConfigError(
      "config/secret-missing",
      "this store hashes its contacts under a secret that is not configured: add it as the last of security.signing, or to security.index after newer ones; without it no STOP would be found",
    );
  if (marks.length === known.length) return;
  await store.lease({ name: INDEX, owner: INDEX, save: { data: marks.join(" "), release: true } });
}

/**
 * Stores identify a channel by its number. With a changed number, contacts of two channels would be mixed, without an
 * error.
 */
async function compareChannels(store: Store, here: readonly ChannelDescription[]): Promise<void> {
  if (here.length === 0) return;
  const { data = "" } = await store.lease({ name: CHANNELS, owner: CHANNELS }); // all processes share one owner
  const known = new Map(data.split(" ").flatMap((one) => (one === "" ? [] : [one.split("=") as [string, string]])));
  for (const { name, number } of here) {
    const before = [...known].find(([other, its]) => (other === name) !== (its === String(number)));
    if (before === undefined) continue;
    throw new ConfigError(
      "config/invalid",
      `channels.${name}.number: this store records ${before[0]} under ${before[1]}: give each channel its earlier number`,
    );
  }
  const all = new Map([...known, ...here.map(({ name, number }) => [name, String(number)] as const)]);
  const saved = [...all].map((one) => one.join("=")).join(" ");
  if (saved !== data) await store.lease({ name: CHANNELS, owner: CHANNELS, save: { data: saved, release: true } });
}

/**
 * Checks whether this process can decrypt the store's data.
 * @param used - marks of the master keys in use
 * @param marks - marks of the available secrets
 * @throws {ConfigError} `config/secret-missing`
 */
export function checkMarks(used: readonly string[], marks: readonly string[]): void {
  if (used.every((mark) => marks.includes(mark))) return;
  throw new ConfigError(
    "config/secret-missing",
    "recipients' data in this store is encrypted under a secret that is not configured: add it to security.encryption, after newer ones; without it no message could be sent",
  );
}
