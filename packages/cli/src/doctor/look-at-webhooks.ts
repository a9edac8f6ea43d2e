import type { WebhookState } from "relance";
import { webhookFacts } from "../webhooks/webhook-text.ts";
import { type Diagnosis, ok, warn } from "./diagnosis.ts";

/** Whether the caller's systems hear what happens. */
export function lookAtWebhooks(states: readonly WebhookState[]): readonly Diagnosis[] {
  return states.map((state) => {
    const isWell =
      (state.status === "ready" || state.status === "waiting") && state.parked + state.lost === 0;
    const fact = `${state.name} ${state.status}: ${webhookFacts(state)}`;
    return isWell ? ok("webhooks", fact) : warn("webhooks", fact);
  });
}
