import { share } from "@relance/testing";

/** Share of the simulations in which each trouble occurs. */
const ODDS = {
  "shared phones": 0.3,
  revocations: 0.3,
  batches: 0.3,
  "other words": 0.4,
  "several contacts": 0.35,
  /** The mail service first reports "delivered" and later a bounce. */
  bounces: 0.35,
  /** One provider accepts only two messages a second. */
  rates: 0.3,
  suppressions: 0.3,
  /** Vendors assign the same id to several messages, events or replies. */
  "recurring ids": 0.3,
  /** The simulation adds a custom channel whose functions fail. */
  "third-party channels": 0.3,
  /** A provider refuses the account instead of not answering. */
  "account refusals": 0.35,
  "two campaigns": 0.3,
  /** Recipients send possible STOPs, and an operator reviews most of these STOPs. */
  "possible STOPs": 0.3,
} as const;

/** Troubles that delay messages. A simulation has at most one of these troubles. */
const HOLDS = ["windows", "budgets", "pauses"] as const;
const HELD = 0.45;

export type Trouble = keyof typeof ODDS | (typeof HOLDS)[number];
export type Troubles = ReadonlySet<Trouble>;

/**
 * Draws the troubles of a simulation. Each trouble has its own draw, so that a new trouble does not change the others.
 */
export function troublesOf(seed: number): Troubles {
  const names = Object.keys(ODDS) as (keyof typeof ODDS)[];
  const hold = HOLDS[Math.floor((share(seed, "hold") / HELD) * HOLDS.length)];
  return new Set([
    ...names.filter((name) => share(seed, "trouble", name) < ODDS[name]),
    ...(hold === undefined ? [] : [hold]),
  ]);
}
