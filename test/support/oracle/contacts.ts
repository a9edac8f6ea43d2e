import type { Attempt } from "./attempts.ts";
import type { Finding, WorldFacts, WorldPerson } from "./facts.ts";
import { readScript } from "./script.ts";
import { concerns } from "./words.ts";

/**
 * Checks that a recipient's contacts are used in order. A later contact follows only if all earlier contacts are
 * unusable.
 */
export function judgeContacts(facts: WorldFacts, attempts: ReadonlyMap<string, Attempt>): Finding[] {
  const script = readScript(facts.definition, facts.fakeVendors);
  const people = new Map(facts.people.map((person) => [person.key, person]));
  const sent = Map.groupBy(attempts.values(), ({ key }) => key);

  function isDoubtful(person: WorldPerson, address: string, by: number): boolean {
    const isSaid = facts.words.some((word) => {
      const speaksAgainst = word.says === "stop" || script.effect(word.says) === "next-contact";
      return speaksAgainst && word.address === address && word.at <= by && concerns(word, person);
    });
    return (
      isSaid ||
      sent.get(person.key)?.some(({ sending, reports }) => {
        if (sending === undefined || sending.address !== address) return sending === undefined;
        const isRefused = sending.answer === "refused" || sending.answer === "unsure" || sending.isStruck;
        return isRefused || reports.some(({ addressPermanent, at }) => addressPermanent && at <= by);
      }) === true
    );
  }

  return [...attempts.values()].flatMap(({ id, key, provider, sending, submittedAt }) => {
    const person = people.get(key);
    if (person === undefined || sending === undefined) return [];
    const channel = facts.fakeVendors[provider]?.channel;
    const own = person.contacts.filter((contact) => contact.channel === channel).map(({ address }) => address);
    const place = own.indexOf(sending.address);
    if (place < 0) return [{ rule: "contacts", fact: `${id} of ${key} went to an address that is not theirs` }];
    const skipped = own.slice(0, place).find((address) => !isDoubtful(person, address, submittedAt));
    if (skipped === undefined) return [];
    return [
      { rule: "contacts", fact: `${key} got ${id} at contact ${place + 1}, although an earlier contact was usable` },
    ];
  });
}
