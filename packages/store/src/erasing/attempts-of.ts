import { listOf, numberAt, type Sql } from "../transaction/sql.ts";

const CHAIN = `with recursive chain (id) as (
    select last_attempt from enrollments where id = any($1::bigint[]) and last_attempt <> 0
    union all select a.prev from attempts a join chain on a.id = chain.id where a.prev <> 0) select id from chain`;

/** Every message that was meant for these people. */
export async function attemptsOf(sql: Sql, enrollments: readonly number[]): Promise<number[]> {
  if (enrollments.length === 0) return [];
  return (await sql.rows(CHAIN, listOf(enrollments))).map((row) => numberAt(row, 0));
}
