import type { EngineContext } from "../context.ts";
import { recallable } from "../record/recall.ts";

/** What is done to everybody of a campaign (an amend, an extend, a cancel) goes on where its process has died. */
export interface Unfinished {
  /** Goes on with what nobody else has moved since the last look. */
  finish(signal: AbortSignal): Promise<void>;
}

export function createUnfinished(context: EngineContext): Unfinished {
  const { store, runtime, log } = context;
  const recall = recallable(context);
  let before: ReadonlyMap<string, number> = new Map();
  return {
    async finish(signal) {
      const now = new Map<string, number>();
      for (const { through, ...input } of await store.unfinished()) {
        const { campaign, move, until, version } = input;
        const name = JSON.stringify([campaign, move, until ?? version]);
        now.set(name, through);
        if (before.get(name) !== through) continue; // whoever began it is at it
        log({ level: "info", event: "order.resumed", facts: { campaign, move } });
        while (!signal.aborted && (await store.move({ ...input, recall })).more) await runtime.yield();
      }
      before = now;
    },
  };
}
