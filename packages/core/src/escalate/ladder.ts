import type { SliceAnswer } from "@relance/spec";
import { earlier } from "../campaign/earlier.ts";
import type { EngineContext } from "../context.ts";

/** What one look at the ladder came to. */
export interface LadderRound {
  readonly moved: number;
  /** The next instant at which the ladder has work, by the store's clock. */
  readonly nextDueAt: number | undefined;
  /** The store's clock. */
  readonly now: number;
}

/**
 * Everything that time does to people, in the order that protects acknowledgements: what arrived is folded first,
 * then deadlines, then dead workers' attempts, and only then silence.
 */
export async function climb(context: EngineContext, frozen: boolean): Promise<LadderRound> {
  const { store } = context;
  let moved = await drain(context, () => store.fold());
  if (frozen) return { ...moved, nextDueAt: undefined }; // a jumping clock moves nobody
  for (const verb of [() => store.expire(), () => store.recover(), () => store.escalate()]) {
    const slice = await drain(context, verb);
    moved = {
      moved: moved.moved + slice.moved,
      nextDueAt: earlier(moved.nextDueAt, slice.nextDueAt),
      now: slice.now,
    };
  }
  return moved;
}

async function drain(context: EngineContext, verb: () => Promise<SliceAnswer>): Promise<LadderRound> {
  let moved = 0;
  for (;;) {
    const slice = await verb();
    moved += slice.moved;
    if (!slice.more) return { moved, nextDueAt: slice.nextDueAt, now: slice.now };
    await context.runtime.yield();
  }
}
