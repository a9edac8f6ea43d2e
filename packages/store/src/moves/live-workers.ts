import {
  type CommittedAttempt,
  type GateChange,
  type HeartbeatInput,
  StoreError,
  toDate,
  type UncarriedWork,
} from "@relance/spec";
import type { AttemptIds } from "../rows/attempt-ids.ts";
import type { Instant } from "../rows/clocks.ts";
import { firstDue } from "../rows/hot-row.ts";
import { GATE, REWOUND } from "../rows/queue-holds.ts";
import { numbersIn, type Sql, type StoredRow } from "../rows/sql.ts";
import { stateNumbers } from "../rows/versions.ts";
import { control } from "../verbs/control.ts";
import type { Work } from "../work/work.ts";

const LEASE_MS = 30_000;

export type LiveWorker = StoredRow<"id" | "liveUntil" | "isGone">;

type Introduction = Pick<HeartbeatInput, "incarnation" | "role" | "version" | "providers" | "config" | "refused">;

export function isAlive({ isGone, liveUntil }: LiveWorker, { liveNow }: Pick<Instant, "liveNow">): boolean {
  return isGone === 0 && liveUntil > liveNow;
}

export function leaseEnd({ liveUntil }: LiveWorker, { now, liveNow }: Instant): number {
  return now + (liveUntil - liveNow);
}

export const living = (now: string): string => `workers k where k.is_gone = 0 and k.live_until > ${now}`;

export const liveWorkers = (now: string): string => `${living(now)} and k.role = 'worker'`;

export const HAS_PROVIDER: string = `strpos(k.providers, '"' || w.text || '"') > 0`;

export const hasCarrier = (now: string): string => `exists (select 1 from ${liveWorkers(now)} and ${HAS_PROVIDER})`;

/** SQL: open queues (`l`) whose provider (word `w`) is not paused at this time. */
export const unclosedQueues = (now: string): string => `queues l join strings w on w.id = l.provider
  left join providers p on p.provider = l.provider
  where l.gate = ${GATE.open} and coalesce(p.closed_until, 0) <= ${now}`;

const UNCARRIED = `select * from (select l.campaign, l.step, w.text as provider,
    (${firstDue("l.id", "e.send_order < l.released_through")}) as "dueAt"
  from ${unclosedQueues("$1")} and not ${hasCarrier("$2")}
  order by l.campaign, l.step, l.position) u where "dueAt" <= $1`;

export async function uncarried(sql: Sql, now: number, liveNow: number): Promise<UncarriedWork[]> {
  const rows = await sql.all<Omit<UncarriedWork, "dueAt"> & { readonly dueAt: number }>(UNCARRIED, now, liveNow);
  return rows.map(({ dueAt, ...queue }) => ({ ...queue, dueAt: toDate(dueAt) }));
}

const LIVE = `select id from campaigns where state = ${stateNumbers("running")} order by id`;

/** SQL: returns a row if the store lacks this attempt of this recipient. Attempt 0 returns no row. */
export const LOST = (attempt: string, enrollment: string): string =>
  `where ${attempt}::bigint > 0 and not exists (
    select 1 from attempts where id = ${attempt}::bigint and enrollment = ${enrollment}::bigint)`;

/** The parameters of {@link LOST}. A worker that has sent no message has attempt 0. */
export function provenBy(ids: AttemptIds, seen: CommittedAttempt | undefined): readonly [number, number] {
  return seen === undefined ? [0, 0] : [ids.numberOf(seen.attemptId) ?? Number.MAX_SAFE_INTEGER, seen.enrollment];
}

/** Pauses all sends until an operator resumes them if the store lost an attempt that a worker saw committed. */
export async function holdIfRewound(work: Work, seen: CommittedAttempt | undefined): Promise<boolean> {
  const proof = provenBy(work.context.attemptIds, seen);
  if ((await work.sql.row(`select 1 ${LOST("$1", "$2")}`, ...proof)) === undefined) return false;
  const reviewAt = work.now;
  const running = numbersIn(await work.sql.rows(LIVE));
  const changes = running.map((campaign): GateChange => ({ campaign, ...REWOUND, reviewAt }));
  await control(work, changes);
  return true;
}

const FIND = `select id, live_until as "liveUntil", is_gone as "isGone" from workers
  where incarnation = $1 and role = $2`;
const INSERT = `insert into workers (version, providers, config, refused, live_until, incarnation, role, process)
  values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (incarnation, role) do nothing returning id`;
const EXTEND = `update workers set version = $1, providers = $2, config = $3, refused = $4, live_until = $5
  where id = $6 and is_gone = 0`;

export async function findWorker(
  work: Work,
  incarnation: string,
  role: "worker" | "receiver",
): Promise<LiveWorker | undefined> {
  return work.sql.one<LiveWorker>(FIND, incarnation, role);
}

export async function addWorker(work: Work, introduction: Introduction): Promise<LiveWorker> {
  const { incarnation, role } = introduction;
  const liveUntil = work.liveNow + LEASE_MS;
  const { own = null } = work.context.processes;
  const told = toldBy(introduction);
  const row = await work.sql.one<StoredRow<"id">>(INSERT, ...told, liveUntil, incarnation, role, own);
  if (row !== undefined) return { ...row, liveUntil, isGone: 0 };
  return (await findWorker(work, incarnation, role)) as LiveWorker; // an earlier claim of this process added the row
}

export async function extendLease(work: Work, worker: LiveWorker, introduction: Introduction): Promise<LiveWorker> {
  const liveUntil = work.liveNow + LEASE_MS;
  const extended = await work.sql.run(EXTEND, ...toldBy(introduction), liveUntil, worker.id);
  return extended === 0 ? { ...worker, isGone: 1 } : { ...worker, liveUntil };
}

function toldBy({ version, providers, config = "", refused = {} }: Introduction): string[] {
  return [version, JSON.stringify(providers), config, JSON.stringify(refused)];
}

const PROCESSES = `select k.id, k.incarnation, k.process from ${liveWorkers("$1")} and k.process is not null`;
const END = "update workers set is_gone = 1, live_until = least(live_until, $1) where id = $2";
const LEAVE_LEASES = "update leases set owned_until = $1 where owned_until > $1 and substr(owner, 1, length($2)) = $2";
const OWNER = `select min(k.id) from ${liveWorkers("$1")}`;

export async function endLease({ sql, liveNow }: Work, worker: number): Promise<void> {
  await sql.run(END, liveNow, worker);
}

/** Ends the leases of processes that have provably died. Workers need not wait until these leases expire. */
export async function expireDeadWorkers(work: Work): Promise<void> {
  const { sql, liveNow, context } = work;
  const { processes } = context;
  if (processes.own === undefined) return;
  const known = await sql.all<StoredRow<"id", "incarnation" | "process">>(PROCESSES, liveNow);
  for (const { id, incarnation } of known.filter(({ process }) => processes.isGone(process))) {
    await endLease(work, id);
    await sql.run(LEAVE_LEASES, liveNow, `${incarnation}:`);
  }
}

export async function isStandby({ sql, liveNow, context }: Work, worker: LiveWorker): Promise<boolean> {
  if (!context.settings.isSingleWorker) return false;
  const owner = (await sql.row(OWNER, liveNow))?.[0];
  return typeof owner === "number" && owner !== worker.id;
}

const ALIVE = `select 1 from ${living("$1")} limit 1`;

/** Refuses an operation while a process uses the store. @throws {StoreError} `store/busy` */
export async function refuseWhileAlive(work: Work): Promise<void> {
  await expireDeadWorkers(work);
  if ((await work.sql.row(ALIVE, work.liveNow)) === undefined) return;
  throw new StoreError(
    "store/busy",
    "a worker or receiver uses this store: stop that process first; a killed process counts as stopped after 30 s",
  );
}
