import { ATTEMPT } from "@relance/rules";
import type { SliceAnswer } from "@relance/spec";
import { type AttemptFacts, attemptFacts, before, earliest, provenState, recovery } from "@relance/store";
import { isClockStepping } from "../due/clock-step.ts";
import { readHot } from "../people/row.ts";
import { changeAttempt, SELECT_ATTEMPT } from "../sending/attempts.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const BATCH = 256;

const OWNERS = `select distinct a.worker, coalesce(w.live_until, 0), coalesce(w.is_gone, 1) from attempts a
  left join workers w on w.id = a.worker where a.state = 0`;

const HELD = `${SELECT_ATTEMPT} where state = 0 and worker = ? limit ${BATCH}`;

/** What a dead worker had in its hands becomes uncertain: it may have gone out, or not. */
export function recover(work: Work): SliceAnswer {
  const { now, sql } = work;
  let moved = 0;
  let nextDueAt: number | undefined;
  if (isClockStepping(work)) return { moved, byCause: {}, more: false, now };
  for (const owner of sql.rows(OWNERS)) {
    const worker = numberAt(owner, 0);
    const liveUntil = numberAt(owner, 1);
    if (numberAt(owner, 2) === 0 && liveUntil > work.liveNow) {
      nextDueAt = earliest(nextDueAt, now + (liveUntil - work.liveNow));
      continue;
    }
    sql.run("update workers set is_gone = 1 where id = ?", worker);
    for (;;) {
      const rows = sql.rows(HELD, worker);
      for (const values of rows) recoverAttempt(work, attemptFacts(values));
      moved += rows.length;
      if (work.isSliceOver) return { moved, byCause: { uncertain: moved }, more: true, now };
      if (rows.length < BATCH) break;
    }
  }
  return { moved, byCause: moved === 0 ? {} : { uncertain: moved }, more: false, now, nextDueAt };
}

function recoverAttempt(work: Work, attempt: AttemptFacts): void {
  const row = readHot(work.sql, attempt.enrollment);
  const proven = provenState({ ...attempt, state: ATTEMPT.uncertain }, attempt.bits);
  changeAttempt(work, attempt, proven.state, attempt.bits, proven.contrary);
  if (row === undefined) return;
  const was = before(row);
  const plan = () => work.version(row).plan;
  work.save(row, was, recovery(row, attempt, proven.state, plan, work.now), attempt);
}
