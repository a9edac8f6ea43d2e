import type { EnrollRow } from "@relance/spec";
import { bitsOfChannels, channelNumber, type VersionFacts } from "@relance/store-kit";
import type { Work } from "../transaction/work.ts";

/** What a person can be reached by, and what of it is forbidden; `work.suppressions` knows the contacts. */
export function contactsOf(
  work: Work,
  facts: VersionFacts,
  { contacts, digests }: Pick<EnrollRow, "contacts" | "digests">,
): { readonly bits: readonly number[]; readonly has: number; readonly optedOut: number } {
  const bits = bitsOfChannels(contacts.map(({ channel }) => channelNumber(channel)));
  let has = 0;
  let optedOut = 0;
  contacts.forEach(({ channel }, place) => {
    const bit = bits[place] ?? 0;
    has |= bit;
    if (work.suppressions.has(facts, channel, digests[place] ?? "")) optedOut |= bit;
  });
  return { bits, has, optedOut };
}
