import {
  dateOf,
  type HeartbeatAnswer,
  type HeartbeatInput,
  type LiveProcess,
  type TaskAnswer,
  type TaskInput,
  type WorkersAnswer,
} from "@relance/spec";
import { isClockStepping, watchClock } from "../due/clock-step.ts";
import { hear, miss, noticeGaps, openGaps, reconciled } from "../inbox/ingress.ts";
import type { Reading, Work } from "../transaction/work.ts";
import {
  addWorker,
  buryDead,
  extendLease,
  findWorker,
  holdIfRewound,
  isAlive,
  isStandby,
  type LiveWorker,
  leaseEnd,
  uncarried,
} from "../workers/live-workers.ts";

interface TaskRow {
  readonly owner: string;
  readonly ownedUntil: number;
  readonly dueAt: number | null;
  readonly data: string | null;
}

const DEFAULT_LEASE_MS = 30_000;

/** Nobody owns it yet: whoever comes at the same moment waits for the same row. */
const BEGIN = "insert into tasks (name, owner, owned_until) values ($1, '', 0) on conflict do nothing";
const HOLD = `select owner, owned_until as "ownedUntil", due_at as "dueAt", data from tasks where name = $1 for update`;
const SAVE = "update tasks set owner = $2, owned_until = $3, due_at = $4, data = $5 where name = $1";

/** Campaign-level work and cursors: one owner for a while. */
export async function task(
  work: Work,
  { name, owner, leaseMs = DEFAULT_LEASE_MS, dueOnly, save }: TaskInput,
): Promise<TaskAnswer> {
  const row = await held(work, name);
  const dueAt = row?.dueAt ?? undefined;
  const data = row?.data ?? undefined;
  const isOwned = row !== undefined && row.ownedUntil > work.liveNow;
  if (isOwned && row.owner !== owner) return { status: "held", data, dueAt };
  if (save !== undefined) {
    if (!isOwned) return { status: "held", data, dueAt }; // the lease ended: another may have gone on from here
    const until = save.release ? 0 : work.liveNow + leaseMs;
    await work.sql.run(SAVE, name, owner, until, save.dueAt ?? null, save.data);
    return { status: "owned", data: save.data, dueAt: save.dueAt };
  }
  if (dueOnly && dueAt !== undefined && dueAt > work.now) return { status: "early", data, dueAt };
  await work.sql.run(SAVE, name, owner, work.liveNow + leaseMs, dueAt ?? null, data ?? null);
  return { status: "owned", data, dueAt };
}

async function held({ sql }: Work, name: string): Promise<TaskRow | undefined> {
  const row = await sql.one<TaskRow>(HOLD, name);
  if (row !== undefined) return row;
  await sql.run(BEGIN, name);
  return sql.one<TaskRow>(HOLD, name);
}

const LIVE = `select incarnation, role, version, providers, config, refused, live_until as "liveUntil" from workers
  where is_gone = 0 and live_until > $1 order by id`;

interface LiveRow extends Omit<LiveProcess, "providers" | "refused" | "liveUntil"> {
  readonly providers: string;
  readonly refused: string;
  readonly liveUntil: number;
}

/** Who lives, and what waits for somebody who does not. */
export async function workers({ sql, now, liveNow }: Reading): Promise<WorkersAnswer> {
  const rows = await sql.all<LiveRow>(LIVE, liveNow);
  const processes = rows.map(({ liveUntil, providers, refused, ...row }) => ({
    ...row,
    providers: JSON.parse(providers) as string[],
    refused: JSON.parse(refused) as Record<string, number>,
    liveUntil: dateOf(now + liveUntil - liveNow),
  }));
  return { processes, uncarried: await uncarried(sql, now, liveNow) };
}

const LEAVE = "update workers set is_gone = 1, live_until = least(live_until, $1) where id = $2";

/**
 * A process says that it lives; it hears which gaps are open, and whether the clock can be trusted.
 * @throws {StoreError} `store/schema-too-new` when a migration was run meanwhile that this program cannot live with
 */
export async function heartbeat(work: Work, input: HeartbeatInput): Promise<HeartbeatAnswer> {
  if (!input.leaving) await work.context.driver.checkReadable(work.sql);
  await watchClock(work);
  if (input.role === "worker") await buryDead(work);
  const worker = await beat(work, input);
  await reconciled(work, input.reconciled ?? []);
  await noticeGaps(work); // before the beat counts: what was a gap is known as one
  if (input.role === "receiver" && !input.leaving && input.providers.length > 0) {
    await work.words.need(input.providers);
    const providers = input.providers.map((provider) => work.word(provider));
    if (input.deafForMs === undefined) await hear(work, providers);
    else await miss(work, providers, input.deafForMs);
  }
  const rewound = input.proof !== undefined && (await holdIfRewound(work, input.proof));
  return {
    now: work.now,
    leaseUntil: leaseEnd(worker, work),
    standby: input.role === "worker" && (await isStandby(work, worker)),
    openGaps: await openGaps(work),
    clockStep: await isClockStepping(work),
    rewound,
  };
}

/** A lease that ended is not extended: what it covered may be in other hands already (a new incarnation is needed). */
async function beat(work: Work, input: HeartbeatInput): Promise<LiveWorker> {
  const { incarnation, role, leaving } = input;
  const known = await findWorker(work, incarnation, role);
  if (leaving) {
    if (known !== undefined) await work.sql.run(LEAVE, work.liveNow, known.id);
    return { id: known?.id ?? 0, liveUntil: work.liveNow, isGone: 1 };
  }
  if (known === undefined) return addWorker(work, input);
  if (role === "worker" && !isAlive(known, work))
    return { ...known, liveUntil: Math.min(known.liveUntil, work.liveNow) };
  return extendLease(work, known, input);
}
