import type { ForgottenPerson, PersonStanding } from "@relance/spec";
import { isAbout, requestsNaming } from "../erasing/requests-of.ts";
import { buriedAmong, isBuried } from "../people/tombstones.ts";
import type { Reading } from "../transaction/reading.ts";
import { listOf, numberAt } from "../transaction/sql.ts";

/** Whoever has a message of `send()` goes by `person`; `key` is that of the message. */
const HERE = `with u as (select * from unnest($1::text[], $2::text[]) with ordinality u (key, tenant, place))
  select place from u where exists (select 1 from people p join campaigns c on c.id = p.campaign
      where p.key = u.key and p.person is null and c.tenant = u.tenant)
    or exists (select 1 from people p join campaigns c on c.id = p.campaign
      where p.person = u.key and c.tenant = u.tenant)
    or exists (select 1 from refusals r join campaigns c on c.id = r.campaign
      where r.key = u.key and c.tenant = u.tenant)
    or exists (select 1 from acknowledgements a
      where a.enrollment = 0 and a.key = u.key and a.tenant = u.tenant)`;

/** What there is of these people: whatever `erase` would look at by their key. */
export async function standings(
  { sql }: Reading,
  people: readonly ForgottenPerson[],
): Promise<PersonStanding[]> {
  const usable = people.filter(({ key }) => !key.includes("\0"));
  const keys = usable.map(({ key }) => key);
  const buried = await buriedAmong(
    sql,
    people.flatMap(({ tombstones }) => tombstones),
  );
  const rows = await sql.rows(HERE, listOf(keys), listOf(usable.map(({ tenant }) => tenant)));
  const here = new Set(rows.map((row) => usable[numberAt(row, 0) - 1]));
  const waiting = await requestsNaming(sql, usable, "to read");
  return people.map((person) => {
    if (isBuried(buried, person.tombstones)) return "forgotten";
    return here.has(person) || waiting.some(({ request }) => isAbout(request, person)) ? "here" : "never";
  });
}
