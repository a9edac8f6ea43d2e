import type { Recalled } from "@relance/spec";
import { before, COUNTER, nameOf } from "@relance/store";
import { readHot } from "../people/row.ts";
import { readAttempt } from "../sending/attempts.ts";
import type { Work } from "../transaction/work.ts";

/** What an answer to an order leaves behind. */
interface Told {
  readonly told: number;
  /** An id of somebody who was forgotten went with the order. */
  readonly isErased: boolean;
}

/** What came of asking to call messages back: each is told once, and asked no more. */
export function recalled(work: Work, answers: readonly Recalled[]): Told {
  let told = 0;
  let isErased = false;
  for (const { attemptId, answer } of answers) {
    const number = work.context.attemptIds.numberOf(attemptId);
    if (number === undefined) continue;
    const order = work.sql.row("delete from recalls where attempt = ? returning ref", number);
    if (order === undefined) continue;
    isErased ||= order[0] !== null;
    const attempt = readAttempt(work.sql, number);
    const row = attempt === undefined ? undefined : readHot(work.sql, attempt.enrollment);
    if (attempt === undefined || row === undefined) continue;
    const kind = answer === "cancelled" ? "attempt.recalled" : "attempt.not-recalled";
    work.save(row, before(row), { events: [{ kind, cause: "none" }] }, nameOf(attempt));
    if (answer === "cancelled") work.count(attempt.campaign, COUNTER.recalled, 0, 1, 0, attempt.provider);
    told += 1;
  }
  return { told, isErased };
}
