import type { WebhookState } from "relance";
import { webhookFacts } from "../webhooks/webhook-text.ts";
import { type Diagnosis, ok, warn } from "./diagnosis.ts";

/** Workers tell within seconds; so long may one event wait. */
const LATE_MS = 10 * 60_000;

export function lookAtWebhooks(states: readonly WebhookState[], now: number): readonly Diagnosis[] {
  return states.map((state) => {
    const { status, parked, lost, backlog } = state;
    const isLate = now - (backlog.oldestAt?.getTime() ?? now) > LATE_MS;
    const isWell = (status === "ready" || status === "waiting") && parked + lost === 0 && !isLate;
    const fact = `${state.name} ${status}: ${webhookFacts(state)}`;
    return isWell ? ok("webhooks", fact) : warn("webhooks", fact);
  });
}
