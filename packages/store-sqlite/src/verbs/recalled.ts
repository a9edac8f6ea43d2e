import { attemptNumberOf, type Recalled } from "@relance/spec";
import { before, COUNTER, nameOf } from "@relance/store-kit";
import { readHot } from "../people/row.ts";
import { readAttempt } from "../sending/attempts.ts";
import type { Work } from "../transaction/work.ts";

/** What came of asking to call messages back: each is told once, and asked no more. */
export function recalled(work: Work, answers: readonly Recalled[]): number {
  let told = 0;
  for (const { attemptId, answer } of answers) {
    const number = attemptNumberOf(attemptId);
    if (number === undefined) continue;
    if (work.sql.row("delete from recalls where attempt = ? returning 1", number) === undefined) continue;
    const attempt = readAttempt(work.sql, number);
    const row = attempt === undefined ? undefined : readHot(work.sql, attempt.enrollment);
    if (attempt === undefined || row === undefined) continue;
    const kind = answer === "cancelled" ? "attempt.recalled" : "attempt.not-recalled";
    work.save(row, before(row), { events: [{ kind, cause: "none" }] }, nameOf(attempt));
    if (answer === "cancelled") work.count(attempt.campaign, COUNTER.recalled, 0, 1, 0, attempt.provider);
    told += 1;
  }
  return told;
}
