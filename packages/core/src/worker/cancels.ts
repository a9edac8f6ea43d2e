import type { EngineContext } from "../context.ts";

/** Cancels go on where the process that began one has died. */
export interface Cancels {
  /** Cancels on, where nobody else did since the last look. */
  finish(signal: AbortSignal): Promise<void>;
}

const BY = { actor: "relance", reason: "the cancel was interrupted" };

export function createCancels({ store, runtime }: EngineContext): Cancels {
  let before: ReadonlyMap<number, number> = new Map();
  return {
    async finish(signal) {
      const under = (await store.count()).filter(({ state }) => state === "cancelling");
      const now = new Map(under.map(({ campaign, states }) => [campaign, states.cancelled]));
      for (const [campaign, cancelled] of now) {
        if (before.get(campaign) !== cancelled) continue; // whoever began it is at it
        while (!signal.aborted && (await store.move({ campaign, move: "cancel", ...BY })).more)
          await runtime.yield();
      }
      before = now;
    },
  };
}
