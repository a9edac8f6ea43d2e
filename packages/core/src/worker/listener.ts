import type { EngineContext } from "../context.ts";
import { createIngressCheck } from "../ingress/ingress-check.ts";
import { createIngressIncident } from "../ingress/ingress-incident.ts";
import { createHeartbeat } from "./heartbeat.ts";

/** Beats as a receiver: only while somebody listens, and is heard, does silence mean anything. */
export interface Listener {
  run(signal: AbortSignal): Promise<void>;
  openGaps(): number;
}

export function createListener(context: EngineContext): Listener {
  const heartbeat = createHeartbeat(context, "receiver");
  const ingress = createIngressCheck(context);
  const tell = createIngressIncident(context);
  let isRunning = false;

  async function beat(): Promise<void> {
    const receiverDownForMs = await ingress.look();
    await heartbeat.beat({ receiverDownForMs });
    await tell(receiverDownForMs);
  }

  return {
    openGaps: () => heartbeat.openGaps.length,
    async run(signal) {
      if (isRunning) return;
      isRunning = true;
      while (!signal.aborted) {
        await beat().catch(() => context.log({ level: "warn", event: "receiver.beat-failed" }));
        await context.runtime.sleep(heartbeat.everyMs, signal);
      }
      await heartbeat.leave().catch(() => {});
      isRunning = false;
    },
  };
}
