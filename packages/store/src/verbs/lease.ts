import type { LeaseAnswer, LeaseInput } from "@relance/spec";
import { foundOrAdded, type StoredRow } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

type LeaseRow = StoredRow<"ownedUntil", "owner", "data"> & { readonly dueAt: number | null };

const DEFAULT_LEASE_MS = 30_000;

/** Adds a task without an owner. Processes that add it at the same moment wait for one row. */
const BEGIN = "insert into leases (name, owner, owned_until) values ($1, '', 0) on conflict do nothing";
const HOLD = `select owner, owned_until as "ownedUntil", due_at as "dueAt", data from leases where name = $1 for update`;
const SAVE = "update leases set owner = $2, owned_until = $3, due_at = $4, data = $5 where name = $1";

export async function lease(
  work: Work,
  { name, owner, leaseMs = DEFAULT_LEASE_MS, dueOnly, save }: LeaseInput,
): Promise<LeaseAnswer> {
  const { sql, now } = work;
  const hold = () => sql.one<LeaseRow>(HOLD, name);
  const row = await foundOrAdded(hold, () => sql.run(BEGIN, name));
  const dueAt = row.dueAt ?? undefined;
  const data = row.data ?? undefined;
  const isOwned = row.ownedUntil > work.liveNow;
  if (isOwned && row.owner !== owner) return { status: "held", data, dueAt, now };
  if (save !== undefined) {
    if (!isOwned) return { status: "held", data, dueAt, now }; // another process may have acquired the lease
    const until = save.release ? 0 : work.liveNow + leaseMs;
    await sql.run(SAVE, name, owner, until, save.dueAt ?? null, save.data);
    return { status: "owned", data: save.data, dueAt: save.dueAt, now };
  }
  if (dueOnly && dueAt !== undefined && dueAt > work.now) return { status: "early", data, dueAt, now };
  await sql.run(SAVE, name, owner, work.liveNow + leaseMs, dueAt ?? null, data ?? null);
  return { status: "owned", data, dueAt, now };
}
