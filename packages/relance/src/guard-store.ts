import { type ChannelDescription, ConfigError, type Signer, type Store } from "@relance/spec";

/** Where a store keeps the marks of the keys that its contacts are hashed under. */
const INDEX = "index-key";
/** Where it keeps the numbers of the channels that it was ever worked on with. */
const CHANNELS = "channels";

/** Resolves once it is known that the store was worked on with the same keys and channels; asked once, and again after a failure. */
export type StoreGuard = () => Promise<void>;

/**
 * What a store remembers of the gateways that worked on it. One that does not fit neither enrolls, nor sends, nor hears.
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
 * Contacts are found by keyed hashes. Under another key no STOP would be found, and no reply would know its
 * recipient, silently. So the store remembers a mark of each key. One that is new is added.
 */
async function compareIndex(store: Store, signer: Signer): Promise<void> {
  const marks = signer.digests("the key of this index");
  const { data = "" } = await store.lease({ name: INDEX, owner: INDEX }); // one owner: no process waits for a lease
  const known = data.split(" ").filter((mark) => mark !== "");
  if (!known.every((mark) => marks.includes(mark)))
    throw new ConfigError(
      "config/secret-missing",
      "this store hashes its contacts under a secret that is not here: put it back as the last of secrets, or name it in security.indexSecret behind newer ones; without it no STOP would be found",
    );
  if (marks.length === known.length) return;
  await store.lease({ name: INDEX, owner: INDEX, save: { data: marks.join(" "), release: true } });
}

/**
 * Stores keep a channel under its number. Under the number of another one its contacts would be the other's, silently. So the
 * store remembers who has which.
 */
async function compareChannels(store: Store, here: readonly ChannelDescription[]): Promise<void> {
  if (here.length === 0) return;
  const { data = "" } = await store.lease({ name: CHANNELS, owner: CHANNELS }); // one owner: no process waits for a lease
  const known = new Map(data.split(" ").flatMap((one) => (one === "" ? [] : [one.split("=") as [string, string]])));
  for (const { name, number } of here) {
    const before = [...known].find(([other, its]) => (other === name) !== (its === String(number)));
    if (before === undefined) continue;
    throw new ConfigError(
      "config/invalid",
      `channels.${name}.number: this store has kept ${before[0]} under ${before[1]}: give each channel the number that it had`,
    );
  }
  const all = new Map([...known, ...here.map(({ name, number }) => [name, String(number)] as const)]);
  const saved = [...all].map((one) => one.join("=")).join(" ");
  if (saved !== data) await store.lease({ name: CHANNELS, owner: CHANNELS, save: { data: saved, release: true } });
}
