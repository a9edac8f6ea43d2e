import type { Channel, Plan, PlanRoute, PlanStep } from "@relance/spec";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** The instant at which tests begin. */
export const START = 1_000_000_000;

/** A provider of a route: `route("sms.main", "telco-a")`. */
export function route(provider: string, vendor: string, facts: Partial<PlanRoute> = {}): PlanRoute {
  return { provider, vendor, receipts: true, lookup: false, ...facts };
}

export function step(channel: Channel, facts: Partial<PlanStep> = {}): PlanStep {
  return {
    channel,
    route: [route(`${channel}.main`, `${channel}-a`), route(`${channel}.second`, `${channel}-b`)],
    waitMs: 48 * HOUR,
    unknownAfterMs: 15 * MINUTE,
    onMissingReceipt: "reroute",
    ...facts,
  };
}

/** SMS through two carriers, then email; a week for all of it. */
export function aPlan(facts: Partial<Plan> = {}): Plan {
  return {
    steps: [
      step("sms"),
      step("email", { route: [route("email.smtp", "own-smtp", { receipts: false })], waitMs: 24 * HOUR }),
    ],
    callBufferMs: 0,
    guarantee: "at-most-once",
    maxTries: 3,
    retryMs: MINUTE,
    resolutionMs: 10 * MINUTE,
    strength: "event",
    answers: {
      done: { do: "close" },
      promise: { do: "snooze", forMs: 72 * HOUR },
      "wrong-person": { do: "next-contact" },
      help: { do: "call-me" },
    },
    reply: { OK: "promise" },
    ...facts,
  };
}
