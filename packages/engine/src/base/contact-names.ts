import { type Channel, indexText } from "@relance/spec";
import type { EngineContext } from "./context.ts";

/**
 * Returns the keyed hashes of a contact, one per index key, the newest first. The hashes are the same for every tenant,
 * because an inbound reply does not name its tenant.
 */
export function contactDigests(
  { signer }: Pick<EngineContext, "signer">,
  channel: Channel,
  address: string,
): readonly [string, ...string[]] {
  return signer.digests(indexText(channel, address));
}

/**
 * Returns the hash under which a contact is stored: the hash of a suppression if there is one, then the hash of a
 * recipient, otherwise the newest hash. A contact keeps its first hash, so that suppressions and recipients still match
 * after an index key is added. All contacts are looked up in one call; with a single index key no call is needed.
 */
export async function storedNames(
  { store }: Pick<EngineContext, "store">,
  contacts: readonly (readonly [string, ...string[]])[],
): Promise<readonly (readonly [string, ...string[]])[]> {
  if (contacts.every(({ length }) => length === 1)) return contacts;
  const all = [...new Set(contacts.flat())];
  const { contacts: answers } = await store.statuses({ contacts: all });
  const standing = new Map(all.map((digest, index) => [digest, answers[index]]));
  return contacts.map((digests) => {
    const [newest] = digests;
    const forbidden = digests.filter((digest) => standing.get(digest) === "forbidden");
    const held = digests.filter((digest) => standing.get(digest) === "held");
    const [first = newest, ...others] = [...forbidden, ...held];
    return [first, ...others];
  });
}

/** {@link storedNames} for one contact. */
export async function storedName(
  context: Pick<EngineContext, "store">,
  digests: readonly [string, ...string[]],
): Promise<string> {
  const [names = digests] = await storedNames(context, [digests]);
  return names[0];
}
