import type { Channel, Plan, PlanRoute, PlanStep } from "@relance/spec";

export const SECOND = 1_000;
export const MINUTE: number = 60 * SECOND;
export const HOUR: number = 60 * MINUTE;

/** Returns one provider of a route, by default `sms.main` of the vendor `telco-a`. */
export function route(facts: Partial<PlanRoute> = {}): PlanRoute {
  return { provider: "sms.main", vendor: "telco-a", receipts: true, lookup: true, ...facts };
}

export const SECOND_CARRIER: PlanRoute = route({ provider: "sms.second", vendor: "telco-b" });
const MAILBOX: PlanRoute = route({ provider: "email.smtp", vendor: "own-smtp", receipts: false });

export function step(channel: Channel, facts: Partial<PlanStep> = {}): PlanStep {
  return {
    channel,
    route: channel === "sms" ? [route(), SECOND_CARRIER] : [MAILBOX],
    waitMs: HOUR,
    unknownAfterMs: 15 * MINUTE,
    onMissingReceipt: "reroute",
    ...facts,
  };
}

/**
 * Returns a plan with two steps, each with a wait of one hour: SMS through two carriers, then email. The event
 * `re-registered` confirms.
 */
export function plan(facts: Partial<Plan> = {}): Plan {
  return {
    steps: [step("sms"), step("email")],
    callBufferMs: 0,
    guarantee: "at-most-once",
    maxTries: 3,
    retryMs: MINUTE,
    resolutionMs: 10 * MINUTE,
    strength: "event",
    answers: {
      done: { do: "close" },
      promise: { do: "snooze", forMs: 2 * HOUR },
      "wrong-person": { do: "next-contact" },
      help: { do: "call-me" },
    },
    on: "re-registered",
    reply: { OK: "promise", DONE: "done" },
    ...facts,
  };
}

export const ONE_CARRIER: Partial<Plan> = { steps: [step("sms", { route: [route()] }), step("email")] };
export const SMS_ONLY: Partial<Plan> = { steps: [step("sms", { route: [route()] })] };
