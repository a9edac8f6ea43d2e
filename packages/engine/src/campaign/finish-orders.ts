import type { EngineContext } from "../base/context.ts";
import { recallable } from "../record/recall.ts";

/** Returns a check that completes amendments, extensions and cancellations that a crash interrupted. */
export function createUnfinished(context: EngineContext): (signal: AbortSignal) => Promise<void> {
  const { store, runtime, log } = context;
  const recall = recallable(context);
  let before: ReadonlyMap<string, number> = new Map();
  return async (signal) => {
    const now = new Map<string, number>();
    for (const { through, ...input } of (await store.workers()).unfinished) {
      const { campaign, transition, until, version } = input;
      const name = JSON.stringify([campaign, transition, until ?? version]);
      now.set(name, through);
      if (before.get(name) !== through) continue; // another process is completing the command
      log({ level: "info", event: "order.resumed", facts: { campaign, transition } });
      while (!signal.aborted && (await store.transition({ ...input, recall })).more) await runtime.yield();
    }
    before = now;
  };
}
