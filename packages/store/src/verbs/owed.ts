import { ATTEMPT } from "@relance/rules";
import type { Reading } from "../transaction/reading.ts";
import { numberAt } from "../transaction/sql.ts";

const OWED = `select a.id from workers w join attempts a on a.worker = w.id and a.state = ${ATTEMPT.submitting}
  where w.incarnation = $1 and w.role = 'worker' order by a.id`;

/** Attempts whose outcome this worker has still to tell. */
export async function owed({ sql, context }: Reading, worker: string): Promise<readonly string[]> {
  return (await sql.rows(OWED, worker)).map((row) => context.attemptIds.idOf(numberAt(row, 0)));
}
