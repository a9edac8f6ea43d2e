import type { EngineContext } from "../context.ts";
import { createHeart } from "./heart.ts";

/** Beats as a receiver: only while somebody listens does silence mean anything (R5). */
export interface Listener {
  run(signal: AbortSignal): Promise<void>;
  openGaps(): number;
}

export function createListener(context: EngineContext): Listener {
  const heart = createHeart(context, "receiver");
  let isRunning = false;
  return {
    openGaps: () => heart.openGaps.length,
    async run(signal) {
      if (isRunning) return;
      isRunning = true;
      while (!signal.aborted) {
        await heart.beat().catch(() => context.log({ level: "warn", event: "receiver.beat-failed" }));
        await context.runtime.sleep(heart.everyMs, signal);
      }
      await heart.leave().catch(() => {});
      isRunning = false;
    },
  };
}
