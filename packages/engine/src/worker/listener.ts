import type { EngineContext, Needs } from "../base/context.ts";
import { createIngressCheck, DOWN_AFTER_MS } from "../ingress/ingress-check.ts";
import { losesReceipts } from "../record/reconcile.ts";
import { createHeartbeat } from "./heartbeat.ts";

/** The heartbeat of a receiver. Missing receipts count only while our public URL can be reached. */
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
    openGaps: () => heartbeat.last.openGaps.length,
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

const FETCHED = "relance fetches the missed receipts; afterwards, a missing receipt counts again";
const LOST =
  "relance fetches the missed receipts; afterwards, a missing receipt counts again; if a provider has no lookup, recipients with missed receipts wait for the end of their step";

const SUBJECT = { campaign: 0, kind: "ingress", provider: "", destination: "", actor: "relance" } as const;

function createIngressIncident(context: Needs<"store" | "log" | "providers">): (downForMs?: number) => Promise<void> {
  let said: "downtime" | "receiving" | undefined;

  async function say(is: "downtime" | "receiving", fact: string, action: string): Promise<void> {
    if (said === is) return;
    const change = is === "downtime" ? "open" : "end";
    const did = is === "downtime" ? "held" : "resumed";
    const answer = await context.store.incident({ ...SUBJECT, change, fact, action, did });
    said = is;
    if (answer?.status === "unknown") return;
    const level = is === "downtime" ? "warn" : "info";
    context.log({ level, event: `incident.${is === "downtime" ? "ingress" : "ended"}`, facts: { fact, action } });
  }

  return async (receiverDownForMs) => {
    if (receiverDownForMs === undefined) {
      await say(
        "receiving",
        "our own public address is reachable again",
        [...context.providers.values()].some(losesReceipts) ? LOST : FETCHED,
      );
    } else if (receiverDownForMs > DOWN_AFTER_MS) {
      const seconds = Math.round(receiverDownForMs / 1_000);
      await say(
        "downtime",
        `nothing has arrived through our own public address for ${seconds} s: receipts, replies and answers do not arrive`,
        "no recipient is escalated or rerouted for a missing receipt until our public address is reachable again",
      );
    }
  };
}
