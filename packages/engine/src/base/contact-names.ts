import { type Channel, indexText } from "@relance/spec";
import type { EngineContext } from "./context.ts";

/** Names a contact without storing it, under each index key, the newest first. The same for every tenant: a reply does not say whom it is meant for. */
export function contactDigests(
  { signer }: Pick<EngineContext, "signer">,
  channel: Channel,
  address: string,
): readonly [string, ...string[]] {
  return signer.digests(indexText(channel, address));
}

/**
 * Under which of its hashes a contact stands in the store: one that a rule names first, then one that a recipient has, else
 * the newest. A contact keeps the hash that it came in under, so that a rule and a row that mean the same contact are equal
 * to the store, whatever keys were added in between. One look-up for all; none with a single index key.
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

/** {@link storedNames} of one contact: the one to write. */
export async function storedName(
  context: Pick<EngineContext, "store">,
  digests: readonly [string, ...string[]],
): Promise<string> {
  const [names = digests] = await storedNames(context, [digests]);
  return names[0];
}
