import { StoreError } from "@relance/spec";
import { type Introduction, isAlive, LEASE_MS, type LiveWorker } from "@relance/store";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const FIND =
  "select id, live_until as liveUntil, is_gone as isGone from workers where incarnation = ? and role = ?";
const ALIVE = "select count(*) from workers where is_gone = 0 and live_until > ?";
const INSERT = `insert into workers (incarnation, role, version, live_until, process, providers, config, refused)
  values (?, ?, ?, ?, ?, ?, ?, ?)`;
const EXTEND =
  "update workers set live_until = ?, version = ?, providers = ?, config = ?, refused = ? where id = ?";
const PROCESSES =
  "select id, incarnation, process from workers where role = 'worker' and is_gone = 0 and live_until > ? and process is not null";
const BURY = "update workers set is_gone = 1, live_until = ? where id = ?";
const LEAVE_TASKS =
  "update tasks set owned_until = ?1 where owned_until > ?1 and substr(owner, 1, length(?2)) = ?2";
const OWNER = "select min(id) from workers where role = 'worker' and is_gone = 0 and live_until > ?";

/** Finds a process by the name that it gave itself at its start. */
export function findWorker(
  work: Work,
  incarnation: string,
  role: "worker" | "receiver",
): LiveWorker | undefined {
  return work.sql.one<LiveWorker>(FIND, incarnation, role);
}

export function addWorker(
  work: Work,
  { incarnation, role, version, providers, config = "", refused = {} }: Introduction,
): LiveWorker {
  const liveUntil = work.liveNow + LEASE_MS;
  const { own = null } = work.context.processes;
  const able = JSON.stringify(providers);
  const id = work.sql.insert(
    INSERT,
    incarnation,
    role,
    version,
    liveUntil,
    own,
    able,
    config,
    JSON.stringify(refused),
  );
  return { id, liveUntil, isGone: 0 };
}

export function extendLease(
  work: Work,
  worker: LiveWorker,
  { version, providers, config = "", refused = {} }: Introduction,
): LiveWorker {
  const liveUntil = work.liveNow + LEASE_MS;
  const told = JSON.stringify(refused);
  work.sql.run(EXTEND, liveUntil, version, JSON.stringify(providers), config, told, worker.id);
  return { ...worker, liveUntil };
}

/** Ends what every process held that is certainly no more: nobody waits for the end of its leases. */
export function buryDead(work: Work): void {
  for (const [id, incarnation, identity] of work.sql.rows(PROCESSES, work.liveNow)) {
    if (typeof identity !== "string" || !work.context.processes.isGone(identity)) continue;
    work.sql.run(BURY, work.liveNow, Number(id));
    work.sql.run(LEAVE_TASKS, work.liveNow, `${incarnation}:`);
  }
}

/**
 * For what nobody may work beside.
 * @throws {StoreError} `store/busy`
 */
export function refuseWhileAlive(work: Work): void {
  buryDead(work);
  if (numberAt(work.sql.row(ALIVE, work.liveNow) ?? [0], 0) === 0) return;
  throw new StoreError(
    "store/busy",
    "a worker or receiver lives on this file: stop it first; one that was killed is forgotten after 30 s",
  );
}

/** Another live worker sends; this one stays ready. The oldest live one owns the file. */
export function isStandby(work: Work, worker: LiveWorker): boolean {
  if (!work.context.settings.isSingleWorker) return false;
  const owner = work.sql.row(OWNER, work.liveNow)?.[0];
  return typeof owner === "number" && owner !== worker.id;
}

/** The worker that may send now: its lease is alive and no other owns the file. A new name is welcome at its first claim. */
export function sendingWorker(
  work: Work,
  incarnation: string,
  providers: readonly string[],
): LiveWorker | undefined {
  const worker =
    findWorker(work, incarnation, "worker") ??
    addWorker(work, { incarnation, role: "worker", version: "", providers });
  return isAlive(worker, work) && !isStandby(work, worker) ? worker : undefined;
}
