import { type ChannelDescription, ConfigError, type Signer, type Store } from "@relance/spec";

const INDEX = "index-key";
const CHANNELS = "channels";

/**
 * Returns a check that this gateway has the keys and channels of earlier gateways of this store. If the check fails,
 * the gateway must not enroll, send or receive.
 * @throws {ConfigError} `config/secret-missing`, `config/invalid`
 */
export function guardStore(
  store: Store,
  signer: Signer,
  channels: readonly ChannelDescription[] = [],
): () => Promise<void> {
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

/** With another key, contacts get other hashes, so that suppressions and replies silently match no contact. */
async function compareIndex(store: Store, signer: Signer): Promise<void> {
  const marks = signer.digests("the key of this index");
  const known = await readWords(store, INDEX);
  if (!known.every((mark) => marks.includes(mark)))
    throw new ConfigError(
      "config/secret-missing",
      "this store hashes its contacts under a secret that is not configured: add it as the last of security.signing, or to security.index after newer ones; without it no STOP would be found",
    );
  if (marks.length === known.length) return;
  await saveWords(store, INDEX, marks);
}

/** With another channel number, the store would silently mix up the contacts of two channels. */
async function compareChannels(store: Store, here: readonly ChannelDescription[]): Promise<void> {
  if (here.length === 0) return;
  const earlier = await readWords(store, CHANNELS);
  const known = new Map(earlier.map((one) => one.split("=") as [string, string]));
  for (const { name, number } of here) {
    const before = [...known].find(([other, its]) => (other === name) !== (its === String(number)));
    if (before === undefined) continue;
    const message = `channels.${name}.number: this store records ${before[0]} under ${before[1]}: give each channel its earlier number`;
    throw new ConfigError("config/invalid", message);
  }
  const all = new Map([...known, ...here.map(({ name, number }) => [name, String(number)] as const)]);
  const saved = Array.from(all, (one) => one.join("="));
  if (saved.join() !== earlier.join()) await saveWords(store, CHANNELS, saved);
}

/** Reads the words that a lease stores. All processes use one owner, so that none waits for the lease. */
async function readWords(store: Store, name: string): Promise<readonly string[]> {
  const { data = "" } = await store.lease({ name, owner: name });
  return data.split(" ").filter((word) => word !== "");
}

async function saveWords(store: Store, name: string, words: readonly string[]): Promise<void> {
  await store.lease({ name, owner: name, save: { data: words.join(" "), release: true } });
}

/** `used`: the master keys of the stored data. @throws {ConfigError} `config/secret-missing` if one is missing */
export function checkMarks(used: readonly string[], marks: readonly string[]): void {
  if (used.every((mark) => marks.includes(mark))) return;
  const message =
    "recipients' data in this store is encrypted under a secret that is not configured: add it to security.encryption, after newer ones; without it no message could be sent";
  throw new ConfigError("config/secret-missing", message);
}
