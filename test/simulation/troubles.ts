import { share } from "@relance/testing";

/** Troubles of the world, and the share of simulations that have each trouble. */
const ODDS = {
  "shared phones": 0.3,
  revocations: 0.3,
  batches: 0.3,
  "other words": 0.4,
  "several contacts": 0.35,
  /** The mail service reports "delivered", and some time later a bounce. */
  bounces: 0.35,
  /** A provider accepts only two messages a second. */
  rates: 0.3,
  suppressions: 0.3,
  /** Vendors assign ids of messages, events and replies again. */
  "recurring ids": 0.3,
  /** A third party's channel has functions that fail. */
  "third-party channels": 0.3,
  /** A provider with an outage refuses our account instead. */
  "account refusals": 0.35,
  "two campaigns": 0.3,
  /** Recipients write possible STOPs, and an operator judges most of these. */
  "possible STOPs": 0.3,
} as const;

/** Troubles that hold messages back. A simulation has at most one of these troubles. */
const HOLDS = ["windows", "budgets", "pauses"] as const;
const HELD = 0.45;

export type Trouble = keyof typeof ODDS | (typeof HOLDS)[number];
export type Troubles = ReadonlySet<Trouble>;

/** Draws the troubles of a simulation, each separately, so that a new trouble changes no other draw. */
export function troublesOf(seed: number): Troubles {
  const names = Object.keys(ODDS) as (keyof typeof ODDS)[];
  const hold = HOLDS[Math.floor((share(seed, "hold") / HELD) * HOLDS.length)];
  return new Set([
    ...names.filter((name) => share(seed, "trouble", name) < ODDS[name]),
    ...(hold === undefined ? [] : [hold]),
  ]);
}
