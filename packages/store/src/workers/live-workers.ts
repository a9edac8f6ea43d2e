import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { type Introduction, LEASE_MS, type LiveWorker } from "../worker-lease.ts";

const FIND = `select id, live_until as "liveUntil", is_gone as "isGone" from workers
  where incarnation = $1 and role = $2`;
const INSERT = `insert into workers (incarnation, role, version, live_until, providers, config, refused)
  values ($1, $2, $3, $4, $5, $6, $7) on conflict (incarnation, role) do nothing returning id`;
const EXTEND = `update workers set live_until = $1, version = $2, providers = $3, config = $4, refused = $5
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
  const { incarnation, role, version, providers, config = "", refused = {} } = introduction;
  const liveUntil = work.liveNow + LEASE_MS;
  const told = JSON.stringify(refused);
  const row = await work.sql.row(
    INSERT,
    incarnation,
    role,
    version,
    liveUntil,
    JSON.stringify(providers),
    config,
    told,
  );
  if (row !== undefined) return { id: numberAt(row, 0), liveUntil, isGone: 0 };
  const known = await findWorker(work, incarnation, role); // added by a claim of the same process meanwhile
  if (known === undefined) throw new Error("a worker conflicts and cannot be found");
  return known;
}

export async function extendLease(
  work: Work,
  worker: LiveWorker,
  { version, providers, config = "", refused = {} }: Introduction,
): Promise<LiveWorker> {
  const liveUntil = work.liveNow + LEASE_MS;
  const told = JSON.stringify(refused);
  const extended = await work.sql.run(
    EXTEND,
    liveUntil,
    version,
    JSON.stringify(providers),
    config,
    told,
    worker.id,
  );
  return extended === 0 ? { ...worker, isGone: 1 } : { ...worker, liveUntil };
}
