import { ATTEMPT, type Change, type ClosedProvider, due, isSilent, PHASE } from "@relance/rules";
import type { BatchAnswer, Plan } from "@relance/spec";
import { isClockStepping } from "../moves/clock-step.ts";
import { noticeGaps, type ReceiverDowntime, readReceiverDowntime } from "../moves/ingress.ts";
import { changeAttempt } from "../rows/attempt-facts.ts";
import { earliest } from "../rows/clocks.ts";
import { BEHIND, CLOSED_QUEUES, CLOSED_ROWS, FAULTY_SINCE, LONG_REST_MS, TAKING_QUEUES } from "../rows/closed-walks.ts";
import { isAnybodyOpen } from "../rows/counters.ts";
import { firstHotRow, HOT_COLUMNS, type HotRow, MOVED_BY_TIME, queueFor } from "../rows/hot-row.ts";
import type { AttemptName } from "../rows/person-changes.ts";
import { GATE } from "../rows/queue-holds.ts";
import { GRACE_MS, watermark } from "../rows/receiver-downtime.ts";
import { numbersIn, pluck, type StoredRow } from "../rows/sql.ts";
import { stateNumbers } from "../rows/versions.ts";
import type { Work } from "../work/work.ts";
import { nextDeadline, walkDeadlines } from "./expire.ts";

const MANY_STEPS = 6;

/**
 * Returns how long before a recipient's deadline an unsent step may expire, in milliseconds. At these times the store
 * checks recipients who wait for a closed queue or provider. With `ifLate: skip`, a step expires once its wait and the
 * waits of the recipient's later steps no longer fit. Recipients have different later steps, so all combinations are
 * listed. 0 is left out: the last step always ends at the deadline.
 */
function listMoments({ steps, callBufferMs, ifLate }: Plan): Iterable<number> {
  const moments = new Set([callBufferMs]);
  if (ifLate === "skip") {
    const waits = steps.map(({ waitMs = 0 }) => waitMs);
    for (let k = 0; k < waits.length - 1; k++) {
      for (const rest of sums(waits.slice(k + 1))) moments.add(callBufferMs + (waits[k] ?? 0) + rest);
    }
  }
  moments.delete(0);
  return moments;
}

function sums(waits: readonly number[]): Iterable<number> {
  if (waits.length >= MANY_STEPS) return [waits.reduce((sum, wait) => sum + wait, 0)];
  const all = new Set<number>();
  for (const wait of waits) for (const sum of [0, ...all]) all.add(sum + wait);
  return all;
}

interface Look {
  readonly limit: number;
  readonly downtime: ReceiverDowntime;
  moved: number;
}

const UNFINISHED = stateNumbers("enrolling", "running", "held");
const VERSIONS = `select v.id from versions v join campaigns c on c.id = v.campaign
  where c.state in (${UNFINISHED}) and v.may_skip = 1`;

/** Moves recipients who wait for a closed queue or provider to a later step, once their step can no longer begin. */
async function skipUnsent(work: Work, look: Look, ids: readonly number[]) {
  let nextDueAt: number | undefined;
  const { versions } = work.context;
  await versions.need(work.sql, ids);
  const moments = ids.flatMap((id) => [...listMoments(versions.get(id).plan)].map((momentMs) => ({ id, momentMs })));
  for (const [momentMs, some] of Map.groupBy(moments, (moment) => moment.momentMs)) {
    const concerned = new Set(pluck(some, "id"));
    const until = look.limit + momentMs;
    const name = `unsent.${momentMs}`;
    const step = await walkDeadlines(work, name, { from: look.limit, until, phases: [PHASE.ready] });
    await work.queues.need(step.rows.map(({ queue }) => queue));
    for (const row of step.rows) {
      if (row.phase === PHASE.ready && concerned.has(row.version)) moveOne(work, row, look);
    }
    if (!step.isDone) return { isDone: false, nextDueAt };
    const next = (await isAnybodyOpen(work.sql)) ? await nextDeadline(work, step.through) : undefined;
    if (next !== undefined) nextDueAt = earliest(nextDueAt, next - momentMs + GRACE_MS);
  }
  return { isDone: true, nextDueAt };
}

const QUEUES = `select l.id, l.released_through as "releasedThrough", coalesce(p.closed_until, 0) as until,
  coalesce(p.faults, 0) as faults, l.campaign, ${FAULTY_SINCE} as "faultySince", coalesce(p.failures, 0) as failures, l.gate
  from ${CLOSED_QUEUES}`;
type ClosedRow = StoredRow<
  "id" | "releasedThrough" | "until" | "faults" | "campaign" | "faultySince" | "failures" | "gate"
>;

/** Reads rows without locks, because only a few of them are moved. */
const ROWS = `${BEHIND} ${CLOSED_ROWS}`;

/** Moves recipients whose provider has been unavailable for too long. Returns when to check the next recipient. */
async function skipUnavailable(work: Work, look: Look): Promise<number | undefined> {
  const { sql, now, context } = work;
  const walks = context.closedWalks;
  let nextDueAt: number | undefined;
  const queues = await sql.all<ClosedRow>(`${QUEUES} order by l.id`, now + LONG_REST_MS);
  if (queues.length === 0) return undefined;
  const open = await sql.all<StoredRow<"id" | "faults">>(TAKING_QUEUES, pluck(queues, "campaign"), now);
  const taking = new Map(open.map(({ id, faults }) => [id, faults]));
  const probes = new Map<number, number>();
  const isProbe = (to: number, row: HotRow): boolean => {
    if (!probes.has(to)) probes.set(to, row.id); // a probe needs only one recipient
    return probes.get(to) === row.id;
  };
  for (const found of queues) {
    const { id: queue, releasedThrough } = found;
    const closedTo = (row: HotRow, facts = found): ClosedProvider => {
      const { until, faultySince, failures, gate } = facts;
      const isThrottling = facts.faults === 0;
      return {
        seenAt: walks.pauseSeenAt(queue, until, now),
        until: isThrottling && until <= now + LONG_REST_MS ? now : until,
        faultySince: faultySince || undefined,
        isThrottling,
        isSilent: isSilent({ failures }),
        isHeld: gate === GATE.left,
        isOpen: (position) => {
          const to = queueFor(work.version(row), { ...row, position });
          return taking.get(to) === 0 || (taking.has(to) && isProbe(to, row));
        },
      };
    };
    const from = walks.from(queue, now);
    if (from !== undefined) {
      const rows = (await sql.rows(ROWS, queue, from.dueAt, from.sendOrder, from.id, now)).map(firstHotRow);
      await context.versions.need(sql, pluck(rows, "version"));
      const planFor = (row: HotRow) => work.version(row).plan;
      const over = walks.looked(queue, rows, { now, closedTo, planFor, releasedThrough });
      const held = await work.rows.lock(pluck(over, "id"), { skipLocked: true });
      // the provider may have accepted a message before these rows were locked
      const isStill = `${QUEUES} and l.id = $2`;
      const [still] = held.length === 0 ? [] : await sql.all<ClosedRow>(isStill, now + LONG_REST_MS, queue);
      await work.queues.need(held.map((row) => row.queue));
      for (const row of held)
        if (still !== undefined && row.phase === PHASE.ready && row.queue === queue)
          moveOne(work, row, look, closedTo(row, still));
    }
    nextDueAt = earliest(nextDueAt, walks.nextAt(queue, now));
  }
  return nextDueAt;
}

const PAUSE_MS = 1_000;

/** Skips locked rows, so that a recipient who is being acknowledged right now is not moved. */
const DUE = `select ${HOT_COLUMNS} from enrollments e where e.${MOVED_BY_TIME} and e.due_at <= $1
  order by e.due_at limit $2 for no key update skip locked`;
const NEXT = `select due_at from enrollments where ${MOVED_BY_TIME} and due_at > $1 order by due_at limit 1`;
type NextRow = StoredRow<"due_at">;

/** Moves recipients due by the watermark whose message failed, is uncertain, or has no receipt. */
export async function escalate(work: Work): Promise<BatchAnswer> {
  const { now, sql } = work;
  if (await isClockStepping(work)) return { moved: 0, more: false, now };
  await noticeGaps(work);
  const limit = await watermark(work);
  const downtime = await readReceiverDowntime(work);
  const look: Look = { limit, downtime, moved: 0 };
  const isDone = await moveDue(work, look);
  if (!isDone && look.moved === 0 && downtime.isAnyOpen) {
    // these recipients wait until missed receipts are fetched, so one batch per second is enough
    return { moved: 0, more: false, now, nextDueAt: now + PAUSE_MS };
  }
  if (!isDone) return { moved: look.moved, more: true, now };
  const unsent = await skipUnsent(work, look, numbersIn(await sql.rows(VERSIONS)));
  if (!unsent.isDone) return { moved: look.moved, more: true, now };
  const passedAt = await skipUnavailable(work, look);
  const waitingAt = earliest(unsent.nextDueAt, passedAt);
  const changes = await work.gather(); // rows that must wait become due later
  const [, [next] = []] = await sql.together([() => changes.run().then(() => []), () => sql.all<NextRow>(NEXT, limit)]);
  const nextDue = next && next.due_at + GRACE_MS;
  return { moved: look.moved, more: false, now, nextDueAt: earliest(nextDue, waitingAt) };
}

async function moveDue(work: Work, look: Look): Promise<boolean> {
  const { batch } = work.context.settings;
  const rows = await work.rows.adopt(await work.sql.rows(DUE, look.limit, batch));
  await work.queues.need(rows.map(({ queue }) => queue));
  const judged = rows.filter(({ phase }) => phase === PHASE.resolving || phase === PHASE.awaiting);
  await work.attempts.read(judged.map(({ attempt }) => attempt));
  let changed = 0;
  for (const row of rows) {
    const { dueAt, phase } = row;
    moveOne(work, row, look);
    if (row.dueAt !== dueAt || row.phase !== phase) changed += 1;
  }
  return rows.length < batch || changed === 0;
}

function moveOne(work: Work, row: HotRow, look: Look, closed?: ClosedProvider): void {
  const { limit, downtime } = look;
  const { plan } = work.version(row);
  const { attempt: number, acceptedAt: since, phase } = row;
  const provider = phase === PHASE.ready ? 0 : work.queues.of(row.queue).provider;
  const change = due(row, plan, {
    now: work.now,
    receivedUntil: limit,
    receiverDownMs: provider === 0 || since === 0 ? 0 : downtime.msSince(provider, since),
    silentSince: work.queues.of(row.queue).silentSince,
    isOverBudget: phase === PHASE.ready && work.queues.of(row.queue).isOverBudget,
    closed,
    gapOpen: provider !== 0 && downtime.isOpen(provider),
  });
  work.save(row, change, concerned(work, number, change));
  if (change.events.some(({ kind }) => kind.startsWith("enrollment."))) look.moved += 1;
}

function concerned(work: Work, number: number, change: Change): AttemptName | undefined {
  const { attemptState, attemptBits = 0 } = change;
  if (number === 0 || (attemptState === undefined && attemptBits === 0)) return undefined;
  const attempt = work.attempts.get(number);
  if (attempt === undefined) return undefined;
  const isUndecided = attempt.state === ATTEMPT.uncertain || attempt.state === ATTEMPT.submitting;
  const state = attemptState !== undefined && isUndecided ? attemptState : attempt.state;
  changeAttempt(work, attempt, state, attempt.bits | attemptBits);
  return attempt;
}
