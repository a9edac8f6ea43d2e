import { type Channel, FORGOTTEN_KEY, indexText, type Signer } from "@relance/spec";
import type { Needs } from "./context.ts";

/** Returns a contact's keyed hashes, newest first. All tenants share them, because a reply names no tenant. */
export function contactDigests(
  { signer }: Needs<"signer">,
  channel: Channel,
  address: string,
): readonly [string, ...string[]] {
  return signer.digests(indexText(channel, address));
}

/** Returns the hash under which the store knows each contact. The hash stays the same after an index key is added. */
export async function storedNames(
  { store }: Needs<"store">,
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

export async function storedName(context: Needs<"store">, digests: readonly [string, ...string[]]): Promise<string> {
  const [names = digests] = await storedNames(context, [digests]);
  return names[0];
}

/** Matches message ids that may contain a phone number or a mail address. */
const MAY_NAME = /\d{7}|[@=%]/;

/** Returns the keyed hashes, newest first, that replace a message id with an address. They match late receipts. */
export function refNames(signer: Signer, ref: string | undefined): readonly string[] | undefined {
  if (ref === undefined || !MAY_NAME.test(ref)) return undefined;
  return signer.digests(`ref|${ref}`).map((digest) => `${FORGOTTEN_KEY}${digest}`);
}

/** Returns whether a hash has replaced the provider's message id. The provider cannot be asked about a hash. */
export function isRefName(ref: string | undefined): boolean {
  return ref?.startsWith(FORGOTTEN_KEY) === true;
}
