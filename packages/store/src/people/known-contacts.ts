import type { EnrollRow } from "@relance/spec";
import type { Work } from "../transaction/work.ts";
import type { VersionFacts } from "../version-facts.ts";
import { bitsOfChannels, channelNumber } from "./contacts.ts";

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
