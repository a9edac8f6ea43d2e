import { ATTEMPT } from "@relance/rules";
import type { StoreContext } from "../transaction/context.ts";
import { numberAt } from "../transaction/sql.ts";

const OWED = `select a.id from workers w join attempts a on a.worker = w.id and a.state = ${ATTEMPT.submitting}
  where w.incarnation = ? and w.role = 'worker' order by a.id`;

/** Attempts whose outcome this worker has still to tell. */
export function owed({ sql, attemptIds }: StoreContext, worker: string): readonly string[] {
  return sql.rows(OWED, worker).map((row) => attemptIds.idOf(numberAt(row, 0)));
}
