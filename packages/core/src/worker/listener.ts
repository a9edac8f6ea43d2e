import type { EngineContext } from "../context.ts";
import { createIngressCheck } from "../ingress/ingress-check.ts";
import { createIngressIncident } from "../ingress/ingress-incident.ts";
import { createHeart } from "./heart.ts";

/** Beats as a receiver: only while somebody listens, and is heard, does silence mean anything. */
export interface Listener {
  run(signal: AbortSignal): Promise<void>;
  openGaps(): number;
}

export function createListener(context: EngineContext): Listener {
  const heart = createHeart(context, "receiver");
  const ingress = createIngressCheck(context);
  const tell = createIngressIncident(context);
  let isRunning = false;

  async function beat(): Promise<void> {
    const deafForMs = await ingress.look();
    await heart.beat({ deafForMs });
    await tell(deafForMs);
  }

  return {
    openGaps: () => heart.openGaps.length,
    async run(signal) {
      if (isRunning) return;
      isRunning = true;
      while (!signal.aborted) {
        await beat().catch(() => context.log({ level: "warn", event: "receiver.beat-failed" }));
        await context.runtime.sleep(heart.everyMs, signal);
      }
      await heart.leave().catch(() => {});
      isRunning = false;
    },
  };
}
