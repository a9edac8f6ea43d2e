import type { BatchAnswer } from "@relance/spec";
import { earlier } from "../campaign/earlier.ts";
import type { EngineContext } from "../context.ts";
import { createMeasure } from "../measure.ts";

/** What one look at the ladder came to. */
export interface DueRound {
  readonly moved: number;
  /** The next instant at which the ladder has work, by the store's clock. */
  readonly nextDueAt: number | undefined;
  /** The store's clock. */
  readonly now: number;
}

/**
 * What time does to recipients. The order protects acknowledgements: what arrived is folded first, then come deadlines,
 * dead workers' attempts, and last silence.
 */
export async function processDue(context: EngineContext, frozen: boolean): Promise<DueRound> {
  const { store } = context;
  const measure = createMeasure(context);
  let moved = await drain(context, async () => {
    const batch = await store.fold();
    measure.answered(batch.answered);
    return batch;
  });
  if (frozen) return { ...moved, nextDueAt: undefined }; // a jumping clock moves nobody
  for (const verb of [() => store.expire(), () => store.recover(), () => store.escalate()]) {
    const batch = await drain(context, verb);
    moved = { moved: moved.moved + batch.moved, nextDueAt: earlier(moved.nextDueAt, batch.nextDueAt), now: batch.now };
  }
  return moved;
}

async function drain(context: EngineContext, verb: () => Promise<BatchAnswer>): Promise<DueRound> {
  let moved = 0;
  for (;;) {
    const batch = await verb();
    moved += batch.moved;
    if (!batch.more) return { moved, nextDueAt: batch.nextDueAt, now: batch.now };
    await context.runtime.yield();
  }
}
