import { createHash } from "node:crypto";
import type { ClaimedRow, DefineInput, EnrollRow } from "@relance/spec";
import { openSqlite, yieldingStore } from "@relance/store-sqlite/embedded";
import type { Store } from "relance";

const PROVIDERS = ["sms.main", "email.smtp"];

export interface Left {
  readonly row: ClaimedRow;
  readonly at: number;
}

/**
 * Runs a campaign without answers. The clock jumps from one due time to the next, and providers accept every message
 * immediately.
 */
export async function liveThrough(
  input: DefineInput,
  rows: readonly EnrollRow[],
  startAt: number,
): Promise<readonly Left[]> {
  let now = startAt;
  const store = yieldingStore(
    openSqlite({ file: ":memory:", now: () => now, steadyNow: () => now, liveNow: () => 0 }),
    { yield: async () => {} },
  );
  await store.open();
  const { campaign, version } = await store.define(input);
  await store.enroll({ campaign, version, importId: "year", seq: 0, rows, refused: [] });
  await store.seal({ campaign, importId: "year", chunks: 1 });
  const left: Left[] = [];
  for (let turn = 0; ; turn++) {
    const worker = `worker-${turn}`; // a new worker runs for a moment at each due time
    const common = { version: "1", providers: PROVIDERS };
    await store.heartbeat({ ...common, incarnation: worker, role: "worker" });
    const later = await processDue(store);
    for (const provider of PROVIDERS) {
      for (;;) {
        const wants = [{ provider, slots: 50, sendBudgetMs: 10_000 }];
        const { claimed, nextDueAt } = await store.claim({ worker, wants });
        if (claimed.length === 0) {
          if (nextDueAt !== undefined) later.push(nextDueAt);
          break;
        }
        left.push(...claimed.map((row) => ({ row, at: now })));
        const outcomes = claimed.map(({ attemptId }) => ({
          attemptId,
          kind: "accepted" as const,
          ref: attemptId,
        }));
        await store.settle(worker, outcomes);
      }
    }
    later.push(...(await processDue(store)));
    await store.heartbeat({ ...common, incarnation: worker, role: "worker", providers: [], leaving: true });
    const next = Math.min(...later.filter((at) => at > now));
    if (next === Number.POSITIVE_INFINITY) break;
    now = next;
  }
  await store.close();
  return left;
}

async function processDue(store: Store): Promise<number[]> {
  const later: number[] = [];
  for (const verb of ["fold", "expire", "recover", "escalate"] as const) {
    for (;;) {
      const { more, nextDueAt } = await store[verb]();
      if (more) continue;
      if (nextDueAt !== undefined) later.push(nextDueAt);
      break;
    }
  }
  return later;
}

export function enrollable(row: Omit<EnrollRow, "digests" | "sendOrder">): EnrollRow {
  const digests = row.contacts.map(({ address }) => createHash("sha256").update(address).digest("hex"));
  return { ...row, digests, sendOrder: row.line };
}
