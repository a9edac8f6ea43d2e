import type { EngineContext } from "../base/context.ts";
import { type LeasedTurn, leasedTask } from "../base/leased-task.ts";
import { finishErasing } from "./erase-people.ts";

/** Interval of scans for expired data, in milliseconds. */
const WALK_MS = 6 * 3_600_000;
const LEASE_MS = 60_000;

export function createRetention(context: EngineContext): (signal: AbortSignal) => Promise<void> {
  const { store, options, incarnation } = context;
  const { keptMs = {} } = options;
  const task = leasedTask(context, {
    name: "retention",
    leaseMs: LEASE_MS,
    dueOnly: true,
    read: (data) => data || undefined,
    write: (cursor) => cursor ?? "",
  });

  /** Saves the cursor after each batch. The next scan is due `WALK_MS` after a complete scan. */
  async function walk({ memory, now, save }: LeasedTurn<string | undefined>, signal: AbortSignal): Promise<void> {
    let cursor = memory;
    do {
      ({ cursor } = await store.retain({ keptMs, cursor }));
      if (cursor !== undefined && !(await save(cursor))) return;
    } while (cursor !== undefined && !signal.aborted);
    await save(cursor, { release: true, dueAt: cursor === undefined ? now + WALK_MS : undefined });
  }

  return async (signal) => {
    await store.reencrypt(`${incarnation}:encryption`, signal);
    await task.run(async (turn) => {
      await finishErasing(context);
      await walk(turn, signal);
    });
  };
}
