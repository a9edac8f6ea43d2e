import type { TaskAnswer, TaskInput } from "@relance/spec";
import type { Work } from "../transaction/work.ts";

interface TaskRow {
  readonly owner: string;
  readonly ownedUntil: number;
  readonly dueAt: number | null;
  readonly data: string | null;
}

const DEFAULT_LEASE_MS = 30_000;

const SAVE = `insert into tasks (name, owner, owned_until, due_at, data) values (?, ?, ?, ?, ?)
  on conflict do update set owner = excluded.owner, owned_until = excluded.owned_until, due_at = excluded.due_at,
  data = excluded.data`;

/** Campaign-level work and cursors: one owner for a while. */
export function task(
  work: Work,
  { name, owner, leaseMs = DEFAULT_LEASE_MS, dueOnly, save }: TaskInput,
): TaskAnswer {
  const row = work.sql.one<TaskRow>(
    "select owner, owned_until as ownedUntil, due_at as dueAt, data from tasks where name = ?",
    name,
  );
  const dueAt = row?.dueAt ?? undefined;
  const data = row?.data ?? undefined;
  const isOthers = row !== undefined && row.owner !== owner && row.ownedUntil > work.liveNow;
  if (isOthers) return { status: "held", data, dueAt };
  const isMine = row !== undefined && row.owner === owner && row.ownedUntil > work.liveNow;
  if (save !== undefined) {
    if (!isMine) return { status: "held", data, dueAt }; // the lease ended: another may have gone on from here
    const until = save.release ? 0 : work.liveNow + leaseMs;
    work.sql.run(SAVE, name, owner, until, save.dueAt ?? null, save.data);
    return { status: "owned", data: save.data, dueAt: save.dueAt };
  }
  if (dueOnly && dueAt !== undefined && dueAt > work.now) return { status: "early", data, dueAt };
  work.sql.run(SAVE, name, owner, work.liveNow + leaseMs, dueAt ?? null, data ?? null);
  return { status: "owned", data, dueAt };
}
