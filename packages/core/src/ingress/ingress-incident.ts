import type { EngineContext } from "../context.ts";
import { DEAF_AFTER_MS } from "./ingress-check.ts";

const SUBJECT = { campaign: 0, kind: "ingress", provider: "", part: "", actor: "relance" } as const;

/** Says once that our own address is not heard, and once that it is again. */
export function createIngressIncident(context: EngineContext): (deafForMs: number | undefined) => Promise<void> {
  let said: "deaf" | "heard" | undefined;

  async function say(is: "deaf" | "heard", fact: string, action: string): Promise<void> {
    if (said === is) return;
    const change = is === "deaf" ? "open" : "end";
    const did = is === "deaf" ? "held" : "resumed";
    const answer = await context.store.incident({ ...SUBJECT, change, fact, action, did });
    said = is;
    if (answer?.status === "unknown") return; // nothing was wrong
    const level = is === "deaf" ? "warn" : "info";
    context.log({ level, event: `incident.${is === "deaf" ? "ingress" : "ended"}`, facts: { fact, action } });
  }

  return async (deafForMs) => {
    if (deafForMs === undefined) {
      await say(
        "heard",
        "our own public address is heard again",
        "what was missed is fetched, then silence counts again",
      );
    } else if (deafForMs > DEAF_AFTER_MS) {
      const seconds = Math.round(deafForMs / 1_000);
      await say(
        "deaf",
        `nothing has come through our own public address for ${seconds} s: receipts, replies and answers do not arrive`,
        "nobody is escalated or rerouted for silence until it is heard again",
      );
    }
  };
}
