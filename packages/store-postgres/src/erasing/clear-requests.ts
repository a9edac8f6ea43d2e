import type { EnrollRow, ForgottenPerson, StoreRequest } from "@relance/spec";
import { texts } from "../transaction/literals.ts";
import type { Work } from "../transaction/work.ts";

const NAMING = `select id, body from requests where exists (select 1 from unnest($1::text[]) k (key)
  where strpos(body, k.key) > 0) order by id for update`;

/** What callers left in their own transactions, waiting or set aside: these people's part of it is carried out no more. */
export async function clearRequests(work: Work, people: readonly ForgottenPerson[]): Promise<void> {
  const { sql } = work;
  const keys = new Set(people.map(({ key }) => key));
  const quoted = [...keys].map((key) => JSON.stringify(key));
  for (const { id, body } of await sql.all<{ id: number; body: string }>(NAMING, texts(quoted))) {
    const rest = without(JSON.parse(body) as StoreRequest, keys);
    if (rest === undefined) await sql.run("delete from requests where id = $1", id);
    else await sql.run("update requests set body = $2 where id = $1", id, JSON.stringify(rest));
  }
}

function without(request: StoreRequest, keys: ReadonlySet<string>): StoreRequest | undefined {
  const isOther = ({ key, person }: EnrollRow) => !keys.has(person ?? key);
  switch (request.verb) {
    case "acknowledge": {
      const items = request.items.filter(({ target }) => !("key" in target && keys.has(target.key)));
      return items.length === 0 ? undefined : { ...request, items };
    }
    case "enroll": {
      const { chunk } = request; // a chunk without rows is one still: an import counts its chunks
      const refused = chunk.refused.filter(({ key }) => key === undefined || !keys.has(key));
      return { ...request, chunk: { ...chunk, rows: chunk.rows.filter(isOther), refused } };
    }
    case "send":
      return request.chunk.rows.every(isOther) ? request : undefined;
    default:
      return request;
  }
}
