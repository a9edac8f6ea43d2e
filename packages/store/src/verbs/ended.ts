import { STATE } from "@relance/rules";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Reading } from "../transaction/work.ts";

const ENDED = `select id from enrollments where id = any($1::bigint[]) and state not in (${STATE.pending}, ${STATE.active})`;

/** Which of these enrollments are over. */
export async function ended({ sql }: Reading, enrollments: readonly number[]): Promise<number[]> {
  const rows = await sql.rows(ENDED, listOf([...enrollments]));
  return rows.map((row) => numberAt(row, 0));
}
