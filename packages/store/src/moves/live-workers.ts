import {
  type CommittedAttempt,
  dateOf,
  type GateChange,
  type HeartbeatInput,
  StoreError,
  type UncarriedWork,
} from "@relance/spec";
import type { AttemptIds } from "../rows/attempt-ids.ts";
import type { Instant } from "../rows/clocks.ts";
import { firstDue } from "../rows/hot-row.ts";
import { GATE, REWOUND } from "../rows/queue-holds.ts";
import { numberAt, numbersIn, type Sql } from "../rows/sql.ts";
import { stateNumbers } from "../rows/versions.ts";
import { control } from "../verbs/control.ts";
import type { Work } from "../work/work.ts";

/** How long a worker or receiver counts as alive after a beat. */
const LEASE_MS = 30_000;

export interface LiveWorker {
  readonly id: number;
  /** By the clock that never jumps. */
  readonly liveUntil: number;
  readonly isGone: number;
}

/** What a process says of itself. */
type Introduction = Pick<HeartbeatInput, "incarnation" | "role" | "version" | "providers" | "config" | "refused">;

/** It beats, and has not said that it leaves. */
export function isAlive({ isGone, liveUntil }: LiveWorker, { liveNow }: Pick<Instant, "liveNow">): boolean {
  return isGone === 0 && liveUntil > liveNow;
}

/** A lease's end as an instant of the store's clock. */
export function leaseEnd({ liveUntil }: LiveWorker, { now, liveNow }: Instant): number {
  return now + (liveUntil - liveNow);
}

/** SQL: processes (`k`) that live at this instant. */
export const living = (now: string): string => `workers k where k.is_gone = 0 and k.live_until > ${now}`;

/** SQL: workers (`k`) that live at this instant. */
export const liveWorkers = (now: string): string => `${living(now)} and k.role = 'worker'`;

/** SQL: the worker (`k`) has the provider of the word `w`. */
export const HAS_PROVIDER: string = `strpos(k.providers, '"' || w.word || '"') > 0`;

/** SQL: some worker that lives at this instant has the provider of the word `w`. */
export const hasCarrier = (now: string): string => `exists (select 1 from ${liveWorkers(now)} and ${HAS_PROVIDER})`;

/** SQL: open queues (`l`) over providers (of the word `w`) that are not closed at this instant. */
export const unclosedQueues = (now: string): string => `queues l join words w on w.id = l.provider
  left join providers p on p.provider = l.provider
  where l.gate = ${GATE.open} and coalesce(p.closed_until, 0) <= ${now}`;

const UNCARRIED = `select * from (select l.campaign, l.step, w.word as provider,
    (${firstDue("l.id", "e.send_order < l.released_through")}) as "dueAt"
  from ${unclosedQueues("$1")} and not ${hasCarrier("$2")}
  order by l.campaign, l.step, l.position) u where "dueAt" <= $1`;

/** Recipients who are due behind an open gate, over providers that are not closed and that no live worker has. */
export async function uncarried(sql: Sql, now: number, liveNow: number): Promise<UncarriedWork[]> {
  const rows = await sql.all<Omit<UncarriedWork, "dueAt"> & { readonly dueAt: number }>(UNCARRIED, now, liveNow);
  return rows.map(({ dueAt, ...queue }) => ({ ...queue, dueAt: dateOf(dueAt) }));
}

const LIVE = `select id from campaigns where state = ${stateNumbers("running")} order by id`;

/** SQL: where the store does not have this attempt of this recipient any more, and never for the attempt 0. */
export const LOST = (attempt: string, enrollment: string): string =>
  `where ${attempt}::bigint > 0 and not exists (
    select 1 from attempts where id = ${attempt}::bigint and enrollment = ${enrollment}::bigint)`;

/** What {@link LOST} asks for of what a worker saw committed: 0 = it has not sent yet; no attempt has an id of another store. */
export function provenBy(ids: AttemptIds, seen: CommittedAttempt | undefined): readonly [number, number] {
  return seen === undefined ? [0, 0] : [ids.numberOf(seen.attemptId) ?? Number.MAX_SAFE_INTEGER, seen.enrollment];
}

/**
 * Whether this store lost an attempt that a worker saw committed. Then it is not known who else is missing, and what
 * was confirmed to whom: nothing is sent any more until an operator looked.
 */
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

/** Finds a process by the name that it gave itself at its start. */
export async function findWorker(
  work: Work,
  incarnation: string,
  role: "worker" | "receiver",
): Promise<LiveWorker | undefined> {
  return work.sql.one<LiveWorker>(FIND, incarnation, role);
}

/** A new name is welcome, at its first beat or its first claim. */
export async function addWorker(work: Work, introduction: Introduction): Promise<LiveWorker> {
  const { incarnation, role } = introduction;
  const liveUntil = work.liveNow + LEASE_MS;
  const { own = null } = work.context.processes;
  const row = await work.sql.row(INSERT, ...toldBy(introduction), liveUntil, incarnation, role, own);
  if (row !== undefined) return { id: numberAt(row, 0), liveUntil, isGone: 0 };
  const known = await findWorker(work, incarnation, role); // added by a claim of the same process meanwhile
  if (known === undefined) throw new Error("a worker conflicts and cannot be found");
  return known;
}

export async function extendLease(work: Work, worker: LiveWorker, introduction: Introduction): Promise<LiveWorker> {
  const liveUntil = work.liveNow + LEASE_MS;
  const extended = await work.sql.run(EXTEND, ...toldBy(introduction), liveUntil, worker.id);
  return extended === 0 ? { ...worker, isGone: 1 } : { ...worker, liveUntil };
}

/** Version, providers, configuration and what was refused. */
function toldBy({ version, providers, config = "", refused = {} }: Introduction): string[] {
  return [version, JSON.stringify(providers), config, JSON.stringify(refused)];
}

const PROCESSES = `select k.id, k.incarnation, k.process from ${liveWorkers("$1")} and k.process is not null`;
const END = "update workers set is_gone = 1, live_until = least(live_until, $1) where id = $2";
const LEAVE_LEASES = "update leases set owned_until = $1 where owned_until > $1 and substr(owner, 1, length($2)) = $2";
const OWNER = `select min(k.id) from ${liveWorkers("$1")}`;

/** It says that it leaves, or is certainly no more. */
export async function endLease({ sql, liveNow }: Work, worker: number): Promise<void> {
  await sql.run(END, liveNow, worker);
}

/** Ends what every process held that is certainly no more: no worker waits for the end of its leases. */
export async function buryDead(work: Work): Promise<void> {
  const { sql, liveNow, context } = work;
  const { processes } = context;
  if (processes.own === undefined) return;
  for (const [id, incarnation, identity] of await sql.rows(PROCESSES, liveNow)) {
    if (typeof identity !== "string" || !processes.isGone(identity)) continue;
    await endLease(work, Number(id));
    await sql.run(LEAVE_LEASES, liveNow, `${incarnation}:`);
  }
}

/** Another live worker sends; this one stays ready. The oldest live one owns the file. */
export async function isStandby({ sql, liveNow, context }: Work, worker: LiveWorker): Promise<boolean> {
  if (!context.settings.isSingleWorker) return false;
  const owner = (await sql.row(OWNER, liveNow))?.[0];
  return typeof owner === "number" && owner !== worker.id;
}

const ALIVE = `select count(*) from ${living("$1")}`;

/**
 * For what no process may work beside.
 * @throws {StoreError} `store/busy`
 */
export async function refuseWhileAlive(work: Work): Promise<void> {
  await buryDead(work);
  if (numberAt((await work.sql.row(ALIVE, work.liveNow)) ?? [0], 0) === 0) return;
  throw new StoreError(
    "store/busy",
    "a worker or receiver lives on this store: stop it first; one that was killed is forgotten after 30 s",
  );
}
