import type { Plan, PlanHours, PlanStep } from "@relance/spec";
import fc from "fast-check";
import { HOUR, MINUTE } from "./plans.ts";

const route: fc.Arbitrary<PlanStep["route"]> = fc.uniqueArray(
  fc.record({
    provider: fc.constantFrom("p0", "p1", "p2", "p3"),
    vendor: fc.constantFrom("v0", "v1", "v2"),
    receipts: fc.boolean(),
    lookup: fc.boolean(),
    explainsWithinMs: fc.constantFrom(undefined, undefined, 2 * MINUTE, 0),
  }),
  { minLength: 1, maxLength: 4, selector: ({ provider }) => provider },
);

const DAYTIME: PlanHours = { week: Array(7).fill([480, 1200]) };
/** Nights and Sunday closed, and on Saturday a rest at noon. */
const WORKING: PlanHours = { week: [...Array(5).fill([540, 1080]), [540, 720, 780, 1000], []] };

const step: fc.Arbitrary<PlanStep> = fc.record({
  channel: fc.constantFrom("sms" as const, "email" as const, "push" as const),
  route,
  waitMs: fc.constantFrom(undefined, 5 * MINUTE, HOUR, 48 * HOUR),
  beforeDeadlineMs: fc.constantFrom(undefined, undefined, HOUR, 12 * HOUR),
  unknownAfterMs: fc.constantFrom(MINUTE, 15 * MINUTE, 72 * HOUR),
  onMissingReceipt: fc.constantFrom("reroute" as const, "escalate" as const, "wait" as const, "resend" as const),
  hours: fc.constantFrom(undefined, undefined, undefined, DAYTIME, WORKING),
});

/** Any plan that a campaign file may compile to, and some that it may not. */
export const plans: fc.Arbitrary<Plan> = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 4 }),
  callBufferMs: fc.constantFrom(0, 2 * HOUR, 24 * HOUR),
  ifLate: fc.constantFrom(undefined, "skip" as const, "refuse" as const),
  guarantee: fc.constantFrom("at-most-once" as const, "at-least-once" as const),
  maxTries: fc.integer({ min: 1, max: 5 }),
  retryMs: fc.constantFrom(1_000, MINUTE, HOUR),
  resolutionMs: fc.constantFrom(MINUTE, HOUR),
  strength: fc.constantFrom("gesture" as const, "authenticated" as const, "event" as const),
  answers: fc.record({
    done: fc.constant({ do: "close" as const }),
    promise: fc.record({ do: fc.constant("snooze" as const), forMs: fc.constantFrom(MINUTE, 72 * HOUR) }),
    "wrong-person": fc.constant({ do: "next-contact" as const }),
    help: fc.constant({ do: "call-me" as const }),
  }),
  reply: fc.constant({}),
  neverWaits: fc.constantFrom(undefined, undefined, true),
});

/** Who the recipient is: contacts, rules against some of them, the steps that are meant for them, the legal end. */
export const arrivals = fc.record({
  knownContacts: fc.integer({ min: 0, max: 0b011_011_011 }),
  optedOut: fc.constantFrom(0, 0, 0, 1, 0b11, 0b1_000, 0b11_011_011),
  steps: fc.constantFrom(0b1111, 0b1111, 0b1111, 0b0101, 0b1110, 0),
  deadlineMs: fc.constantFrom(-HOUR, 0, MINUTE, HOUR, 30 * HOUR, 168 * HOUR),
});

/** One thing that happens: which, a choice among its variants, and how much time passes before. */
export interface Happening {
  readonly fact: (typeof FACTS)[number];
  readonly pick: number;
  readonly wait: number;
}

const FACTS = [
  "send",
  "send",
  "send",
  "settle",
  "settle",
  "settle",
  "recover",
  "receipt",
  "receipt",
  "due",
  "due",
  "due",
  "acknowledge",
  "revoke",
  "opt-out",
  "opt-in",
  "expire",
  "cancel",
  "remove",
  "escalate-now",
  "readmit",
  "resume",
  "extend",
  "forget",
  "divert",
] as const;

const ACCEPTED = 0;
const REJECTED = 1;
const UNCERTAIN = 3;

/** What mostly happens: a message leaves, is taken or not, is reported on or not, and its time comes. */
const message: fc.Arbitrary<readonly Happening[]> = fc
  .tuple(
    fc.constantFrom(ACCEPTED, ACCEPTED, ACCEPTED, REJECTED, UNCERTAIN),
    fc.nat(1_999),
    fc.nat(9_999),
    fc.constantFrom(0, 10),
  )
  .map(([outcome, which, pick, wait]) => [
    { fact: "send", pick, wait: 10 },
    { fact: "settle", pick: outcome + 5 * which, wait: 0 },
    { fact: "receipt", pick, wait: 1 },
    { fact: "due", pick, wait },
  ]);

const anything: fc.Arbitrary<readonly Happening[]> = fc
  .record({ fact: fc.constantFrom(...FACTS), pick: fc.nat(9_999), wait: fc.nat(11) })
  .map((one) => [one]);

export const histories: fc.Arbitrary<readonly Happening[]> = fc
  .array(fc.oneof({ arbitrary: anything, weight: 4 }, { arbitrary: message, weight: 1 }), {
    maxLength: 30,
    size: "max",
  })
  .map((parts) => parts.flat());
