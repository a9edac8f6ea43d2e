import type { Contact, ForgottenPerson } from "@relance/spec";
import type { Reading } from "../transaction/reading.ts";
import { listOf, numberAt } from "../transaction/sql.ts";

const CONTACTS = `with u as (select * from unnest($1::text[], $2::text[]) with ordinality u (key, tenant, place))
  select u.place, p.contacts from u join people p on p.key = u.key and p.person is null
    join campaigns c on c.id = p.campaign and c.tenant = u.tenant
  union all select u.place, p.contacts from u join people p on p.person = u.key
    join campaigns c on c.id = p.campaign and c.tenant = u.tenant
  union all select u.place, r.contacts from u join refusals r on r.key = u.key and r.contacts is not null
    join campaigns c on c.id = r.campaign and c.tenant = u.tenant`;

/** Contacts of these people's matters and refused rows, as stored. */
export async function contactsOf({ sql }: Reading, people: readonly ForgottenPerson[]): Promise<Contact[][]> {
  const found = people.map((): Contact[] => []);
  const keys = people.map(({ key }) => (key.includes("\0") ? null : key));
  const rows = await sql.rows(CONTACTS, listOf(keys), listOf(people.map(({ tenant }) => tenant)));
  for (const row of rows) found[numberAt(row, 0) - 1]?.push(...(JSON.parse(String(row[1])) as Contact[]));
  return found;
}
