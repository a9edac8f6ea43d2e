import type { Recalled } from "@relance/spec";
import { COUNTER } from "../counts/counters.ts";
import { before, nameOf } from "../people/person-changes.ts";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const DONE = "delete from recalls where attempt = any($1::bigint[]) returning attempt";

/** What came of asking to call messages back: each is told once, and asked no more. */
export async function recalled(work: Work, answers: readonly Recalled[]): Promise<number> {
  const byNumber = new Map(
    answers.map(({ attemptId, answer }) => [work.context.attemptIds.numberOf(attemptId) ?? 0, answer]),
  );
  const attempts = await work.attempts.lock([...byNumber.keys()]);
  const done = await work.sql.rows(DONE, listOf([...byNumber.keys()]));
  const ours = new Set(done.map((row) => numberAt(row, 0)));
  let told = 0;
  for (const attempt of attempts) {
    const row = work.rows.get(attempt.enrollment);
    if (row === undefined || !ours.has(attempt.id)) continue;
    const isCancelled = byNumber.get(attempt.id) === "cancelled";
    const kind = isCancelled ? "attempt.recalled" : "attempt.not-recalled";
    work.save(row, before(row), { events: [{ kind, cause: "none" }] }, nameOf(attempt));
    if (isCancelled) work.count(attempt.campaign, COUNTER.recalled, 0, 1, 0, attempt.provider);
    told += 1;
  }
  return told;
}
