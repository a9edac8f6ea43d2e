import { share } from "@relance/testing";

/** Troubles of the world, and the share of simulations with each. */
const ODDS = {
  /** Two recipients have the same phone. */
  "shared phones": 0.3,
  /** The caller's own system reports a confirmation, and revokes some. */
  revocations: 0.3,
  /** Vendors report several messages in one request. */
  batches: 0.3,
  /** Recipients write STOP and OK in their own words. */
  "other words": 0.4,
  /** Three phones and two mailboxes. */
  "several contacts": 0.35,
  /** The mail service reports "delivered", and a bounce some time later. */
  bounces: 0.35,
  /** A provider accepts two messages a second. */
  rates: 0.3,
  /** Contacts are suppressed from outside. */
  suppressions: 0.3,
  /** Vendors give ids of messages, of events and of replies again. */
  "recurring ids": 0.3,
  /** A third party's channel with functions that fail. */
  "third-party channels": 0.3,
  /** A provider with an outage refuses our account instead. */
  "account refusals": 0.35,
  /** A second campaign starts for the same recipients. */
  "two campaigns": 0.3,
  /** Recipients write possible STOPs, and an operator judges most of them. */
  "possible STOPs": 0.3,
} as const;

/** Troubles that hold messages back. A simulation has at most one of these troubles. */
const HOLDS = ["windows", "budgets", "pauses"] as const;
const HELD = 0.45;

export type Trouble = keyof typeof ODDS | (typeof HOLDS)[number];
export type Troubles = ReadonlySet<Trouble>;

/** The troubles of a simulation. Each is drawn separately, so that a new one changes no other draw. */
export function troublesOf(seed: number): Troubles {
  const names = Object.keys(ODDS) as (keyof typeof ODDS)[];
  const hold = HOLDS[Math.floor((share(seed, "hold") / HELD) * HOLDS.length)];
  return new Set([
    ...names.filter((name) => share(seed, "trouble", name) < ODDS[name]),
    ...(hold === undefined ? [] : [hold]),
  ]);
}
