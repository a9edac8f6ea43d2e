import type { ForgottenPerson, StoreRequest } from "@relance/spec";
import type { Work } from "../transaction/work.ts";
import { isRowOf, isTarget, requestsNaming } from "./requests-of.ts";

/** What callers left in their own transactions, waiting or set aside: these people's part of it is carried out no more. */
export async function clearRequests({ sql }: Work, people: readonly ForgottenPerson[]): Promise<void> {
  for (const { id, request } of await requestsNaming(sql, people, "to change")) {
    const rest = without(request, people);
    if (rest === undefined) await sql.run("delete from requests where id = $1", id);
    else await sql.run("update requests set body = $2 where id = $1", id, JSON.stringify(rest));
  }
}

function without(request: StoreRequest, people: readonly ForgottenPerson[]): StoreRequest | undefined {
  const isOther = (row: Parameters<typeof isRowOf>[0]) => !people.some((person) => isRowOf(row, person));
  switch (request.verb) {
    case "acknowledge": {
      const items = request.items.filter(({ target }) => !people.some((person) => isTarget(target, person)));
      return items.length === 0 ? undefined : { ...request, items };
    }
    case "enroll": {
      const { chunk } = request; // a chunk without rows is one still: an import counts its chunks
      const refused = chunk.refused.filter(isOther);
      return { ...request, chunk: { ...chunk, rows: chunk.rows.filter(isOther), refused } };
    }
    case "send":
      return request.chunk.rows.every(isOther) ? request : undefined;
    default:
      return request;
  }
}
