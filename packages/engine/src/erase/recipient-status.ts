import { type ForgottenPerson, MessageError, type RecipientStatus, type Signer, splitChunks } from "@relance/spec";
import type { Needs } from "../base/context.ts";
import { digestPerson, personKey } from "../base/person-key.ts";

const BATCH = 500;

export function namedPeople(signer: Signer, tenant: string, keys: readonly string[]): ForgottenPerson[] {
  return [...new Set(keys.map(readKey))].map((key) => {
    return { tenant, key, tombstones: digestPerson(signer, tenant, key) };
  });
}

function readKey(key: string): string {
  const read = personKey(key);
  if (read === undefined) throw new MessageError("message/bad-key", "a key is a text of at most 200 characters");
  return read;
}

export async function recipientStatus(
  { store, signer }: Needs<"store" | "signer">,
  key: string,
  tenant: string = "",
): Promise<RecipientStatus> {
  const { people } = await store.statuses({ people: namedPeople(signer, tenant, [key]) });
  return people[0] ?? "never";
}

/** Refuses unknown keys: a mistyped key may belong to a future recipient, who would then be refused. */
export async function refuseUnknown({ store }: Needs<"store">, people: readonly ForgottenPerson[]): Promise<void> {
  const statuses: RecipientStatus[] = [];
  for (const some of splitChunks(people, BATCH)) statuses.push(...(await store.statuses({ people: some })).people);
  const places = statuses.flatMap((status, at) => (status === "never" ? [at + 1] : []));
  if (places.length === 0) return;
  const many = `${places.length} of ${people.length} keys (the first is number ${places[0]})`;
  const message = `the store has no data about ${people.length === 1 ? "this key" : many}, so no recipient was forgotten: check the spelling and the tenant, or confirm the unknown keys (--unknown, unknown: true)`;
  throw new MessageError("message/never-here", message);
}
