import { ATTEMPT, type Change, PHASE, recover as recoverRule } from "@relance/rules";
import type { BatchAnswer } from "@relance/spec";
import { isClockStepping } from "../moves/clock-step.ts";
import { isAlive, type LiveWorker, leaseEnd } from "../moves/live-workers.ts";
import { type AttemptRow, changeAttempt, isHolding, provenState } from "../rows/attempt-facts.ts";
import { SELECT_BOTH } from "../rows/attempt-rows.ts";
import { earliest } from "../rows/clocks.ts";
import type { Work } from "../work/work.ts";

const OWNERS = `select a.worker as id, coalesce(w.live_until, 0) as "liveUntil", coalesce(w.is_gone, 1) as "isGone"
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
  for (const owner of await sql.all<LiveWorker>(OWNERS)) {
    const { id: worker, isGone } = owner;
    if (isAlive(owner, work)) {
      nextDueAt = earliest(nextDueAt, leaseEnd(owner, work));
      continue;
    }
    if (isGone === 0 && (await sql.run(ADD_FORGOTTEN, worker, work.liveNow)) === 0) continue; // the worker sent a heartbeat
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
