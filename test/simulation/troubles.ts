import { share } from "@relance/testing";

/** Troubles of the world, and the share of lives that have each. */
const ODDS = {
  /** Two recipients have the same phone. */
  "shared phones": 0.3,
  /** The caller's own system reports that it happened, and takes it back for some. */
  revocations: 0.3,
  /** Vendors report several messages in one request. */
  batches: 0.3,
  /** Recipients write STOP and OK in their own way. */
  "other words": 0.4,
  /** Three phones and two mailboxes. */
  "several contacts": 0.35,
  /** The mail service reports "delivered", and a bounce some time later. */
  bounces: 0.35,
  /** A provider takes two messages a second. */
  rates: 0.3,
  /** Contacts are suppressed from outside. */
  suppressions: 0.3,
  /** Vendors give ids of messages, of events and of replies again. */
  "recurring ids": 0.3,
  /** A channel of a third party whose functions fail. */
  "third-party channels": 0.3,
  /** A provider that is out refuses our account instead. */
  "account refusals": 0.35,
  /** A second campaign starts over the same recipients. */
  "two campaigns": 0.3,
  /** People write what may be a STOP, and an operator judges most of it. */
  "possible STOPs": 0.3,
} as const;

/** Troubles that keep messages back. A life has at most one of them. */
const HOLDS = ["windows", "budgets", "pauses"] as const;
const HELD = 0.45;

export type Trouble = keyof typeof ODDS | (typeof HOLDS)[number];
export type Troubles = ReadonlySet<Trouble>;

/** The troubles of a life. Each is drawn by itself: a new one changes no draw of another. */
export function troublesOf(seed: number): Troubles {
  const names = Object.keys(ODDS) as (keyof typeof ODDS)[];
  const hold = HOLDS[Math.floor((share(seed, "hold") / HELD) * HOLDS.length)];
  return new Set([
    ...names.filter((name) => share(seed, "trouble", name) < ODDS[name]),
    ...(hold === undefined ? [] : [hold]),
  ]);
}
