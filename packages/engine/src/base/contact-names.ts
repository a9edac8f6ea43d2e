import { type Channel, indexText } from "@relance/spec";
import type { EngineContext } from "./context.ts";

/** Returns a contact's keyed hashes, newest first. They are equal for all tenants, because a reply names no tenant. */
export function contactDigests(
  { signer }: Pick<EngineContext, "signer">,
  channel: Channel,
  address: string,
): readonly [string, ...string[]] {
  return signer.digests(indexText(channel, address));
}

/** Returns the hash under which the store knows each contact. This hash stays the same when an index key is added. */
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

export async function storedName(
  context: Pick<EngineContext, "store">,
  digests: readonly [string, ...string[]],
): Promise<string> {
  const [names = digests] = await storedNames(context, [digests]);
  return names[0];
}
