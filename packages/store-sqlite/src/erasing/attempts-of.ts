import { numberAt, type Sql } from "../transaction/sql.ts";

const CHAIN = `with recursive chain (id) as (select last_attempt from enrollments where id = ? and last_attempt <> 0
  union all select a.prev from attempts a join chain on a.id = chain.id where a.prev <> 0) select id from chain`;

/** Every message that was meant for this person. */
export function attemptsOf(sql: Sql, enrollment: number): number[] {
  return sql.rows(CHAIN, enrollment).map((row) => numberAt(row, 0));
}
