import { type ChannelDescription, ConfigError, type Signer, type Store } from "@relance/spec";

/** The task that stores the marks of the keys that hash contacts. */
const INDEX = "index-key";
/** The task that stores the numbers of all channels that were ever used. */
const CHANNELS = "channels";

/** Resolves once this process matches the store's keys and channels. Checked once, and again after a failure. */
export type StoreGuard = () => Promise<void>;

/**
 * Compares this gateway with earlier ones on this store: one that does not match may not enroll, send or receive.
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
 * Contacts are found by keyed hashes. With another key, no suppression and no reply would match, without an error. So
 * the store remembers a mark of each key, and new keys are added.
 */
async function compareIndex(store: Store, signer: Signer): Promise<void> {
  const marks = signer.digests("the key of this index");
  const { data = "" } = await store.lease({ name: INDEX, owner: INDEX }); // a shared owner, so that no process waits for a lease
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
 * Stores identify a channel by its number. With the number of another channel, contacts would be mixed up, without an
 * error. So the store remembers the assignment.
 */
async function compareChannels(store: Store, here: readonly ChannelDescription[]): Promise<void> {
  if (here.length === 0) return;
  const { data = "" } = await store.lease({ name: CHANNELS, owner: CHANNELS }); // a shared owner, so that no process waits for a lease
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
 * Checks, when a store is opened, whether all data in it can be read; later this would cost a message.
 * @param used - marks of the master keys in use
 * @param marks - of the available secrets
 * @throws {ConfigError} `config/secret-missing`
 */
export function checkMarks(used: readonly string[], marks: readonly string[]): void {
  if (used.every((mark) => marks.includes(mark))) return;
  throw new ConfigError(
    "config/secret-missing",
    "recipients' data in this store is encrypted under a secret that is not configured: add it to security.encryption, after newer ones; without it no message could be sent",
  );
}
