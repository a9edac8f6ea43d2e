import type { CallerDb, StoreRequest } from "@relance/spec";

/**
 * Writes requests into a transaction that is not ours. The name of the table is qualified and every value is a
 * parameter of a plain type, so that any client can run it, whatever its search path.
 */
export async function deposit(
  db: CallerDb,
  requests: readonly StoreRequest[],
  { schema, clock }: { readonly schema: string; readonly clock: string },
): Promise<void> {
  for (const request of requests) {
    const insert = `insert into ${schema}.requests (received_at, body) values (${clock}, $1)`;
    await db.executeSql(insert, [JSON.stringify(request)]);
  }
}
