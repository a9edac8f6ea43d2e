import { ATTEMPT, type Change, PHASE, recover as recoverRule } from "@relance/rules";
import type { BatchAnswer } from "@relance/spec";
import { isClockStepping } from "../moves/clock-step.ts";
import { type AttemptRow, changeAttempt, isHolding, provenState } from "../rows/attempt-facts.ts";
import { SELECT_BOTH } from "../rows/attempt-rows.ts";
import { earliest } from "../rows/clocks.ts";
import { numberAt } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

const OWNERS = `select a.worker, coalesce(w.live_until, 0), coalesce(w.is_gone, 1)
  from (select distinct worker from attempts where state = ${ATTEMPT.submitting}) a left join workers w on w.id = a.worker
  order by a.worker`;

/** Ends a dead worker. Afterwards, the worker's claims and heartbeats have no effect. */
const ADD_FORGOTTEN = "update workers set is_gone = 1 where id = $1 and is_gone = 0 and live_until <= $2";

const HELD = `${SELECT_BOTH} where a.state = ${ATTEMPT.submitting} and a.worker = $1 order by e.id limit $2
  for no key update of e, a skip locked`;

/** Marks the pending attempts of dead workers as uncertain, because each message may have been sent or not. */
export async function recover(work: Work): Promise<BatchAnswer> {
  const { now, sql } = work;
  const { batch } = work.context.settings;
  let moved = 0;
  let nextDueAt: number | undefined;
  if (await isClockStepping(work)) return { moved, more: false, now };
  for (const owner of await sql.rows(OWNERS)) {
    const worker = numberAt(owner, 0);
    const liveUntil = numberAt(owner, 1);
    const isGone = numberAt(owner, 2) === 1;
    if (!isGone && liveUntil > work.liveNow) {
      nextDueAt = earliest(nextDueAt, now + (liveUntil - work.liveNow));
      continue;
    }
    if (!isGone && (await sql.run(ADD_FORGOTTEN, worker, work.liveNow)) === 0) continue; // the worker sent a heartbeat
    const attempts = await work.attempts.adopt(await sql.rows(HELD, worker, batch));
    for (const attempt of attempts) recoverAttempt(work, attempt);
    moved += attempts.length;
    if (attempts.length === batch) return { moved, more: true, now };
  }
  return { moved, more: false, now, nextDueAt };
}

function recoverAttempt(work: Work, attempt: AttemptRow): void {
  const row = work.rows.get(attempt.enrollment);
  const proven = provenState({ state: ATTEMPT.uncertain }, attempt.bits);
  changeAttempt(work, attempt, proven.state, attempt.bits, proven.contrary);
  if (row === undefined) return;
  const isHeld = isHolding(row, attempt) && row.phase === PHASE.submitting;
  const kind = proven.state === ATTEMPT.accepted ? "attempt.accepted" : "attempt.uncertain";
  const told: Change = { events: [{ kind, cause: "none" }] }; // the recipient is already at another attempt
  work.save(row, isHeld ? recoverRule(row, work.version(row).plan, work.now) : told, attempt);
}
