import { type Actor, type GateChange, type QueueHold, type QueueSource, toDate } from "@relance/spec";
import { SYSTEM_ACTOR } from "./versions.ts";

/** The `releasedThrough` value that releases all recipients. */
export const ALL_RELEASED: number = 2 ** 31;

/** `left` means that only the provider is held, so recipients may return to an earlier provider of the route. */
export const GATE = { held: 0, open: 1, left: 2 } as const;

/** SQL: the queue of all recipients (`w`) to which a destination's queue (`part`) belongs. */
export const wholeQueue = (part: string): string => `queues w on w.campaign = ${part}.campaign and w.step = ${part}.step
  and w.position = ${part}.position and w.planned = ${part}.planned and w.destination = 0`;

interface Hold extends Actor {
  readonly reviewAt: number | null;
  /** Start of the hold; absent if the queue was created with the hold. */
  readonly since?: number;
  /** True for a hold on the provider: it sends nothing, but recipients who are rerouted elsewhere are not held. */
  readonly isOfProvider?: boolean;
  /** True if a hold with {@link isOfProvider} also stops rerouted recipients. */
  readonly waits?: boolean;
}

export type Holds = Record<string, Hold>;

export const NOT_STARTED: Holds = { start: { reason: "not started", actor: SYSTEM_ACTOR, reviewAt: null } };

/** The hold that stops every running campaign of a store that lost committed data. */
export const REWOUND: Pick<GateChange, "gate"> & Actor = {
  gate: "held",
  actor: SYSTEM_ACTOR,
  reason: "the store lost data that it had confirmed: check what was sent, then resume",
};

/** If a source already holds the whole queue, its later hold on the provider alone does not replace that hold. */
export function addHold(holds: Holds, change: GateChange, now: number, isOfProvider: boolean): void {
  const { source = "operator", reason, actor, reviewAt = null, override: waits = false } = change;
  const held = holds[source];
  const hold = { reason, actor, reviewAt, since: held?.since ?? now };
  const isWhole = !isOfProvider || (held !== undefined && !held.isOfProvider);
  holds[source] = isWhole ? hold : { ...hold, isOfProvider, ...(waits ? { waits } : {}) };
}

export function holdsOnRerouted(holds: Holds): Holds {
  return Object.fromEntries(Object.entries(holds).filter(([, { isOfProvider, waits }]) => !isOfProvider || waits));
}

export function letGo(holds: Holds, source: QueueSource): void {
  if (holds[source]?.isOfProvider) delete holds[source];
}

/** Removes a source's hold. An operator also removes the hold of `start`. With `override`, all holds are removed. */
export function liftHolds(holds: Holds, source: QueueSource, override: boolean): void {
  const lifted = source === "operator" ? ["operator", "start"] : [source];
  for (const held of Object.keys(holds)) if (override || lifted.includes(held)) delete holds[held];
}

export function listedHolds(holds: Holds): QueueHold[] {
  return Object.entries(holds).map(([source, { reason, actor, reviewAt, since, isOfProvider = false }]) => ({
    source: source as QueueSource,
    isOfProvider,
    actor,
    reason,
    since: since === undefined ? undefined : toDate(since),
    reviewAt: reviewAt === null ? undefined : toDate(reviewAt),
  }));
}

export interface ShownHold {
  readonly gate: number;
  readonly reason: string | null;
  readonly actor: string | null;
  readonly reviewAt: number | null;
}

/** Combines a queue's holds, with their earliest review. For an open queue, returns the author of its reroute. */
export function shownHold(holds: Holds, rerouted: Actor | undefined): ShownHold {
  const all = Object.values(holds);
  const first = all.toSorted((a, b) => (a.reviewAt ?? 0) - (b.reviewAt ?? 0))[0];
  const { reason = null, actor = null } = first ?? rerouted ?? {};
  const { budget: _, ...others } = holdsOnRerouted(holds); // the remaining budget may pay for a cheaper provider
  const closed = Object.keys(others).length === 0 ? GATE.left : GATE.held;
  return { gate: all.length === 0 ? GATE.open : closed, reason, actor, reviewAt: first?.reviewAt ?? null };
}

export type Rates = Record<string, number>;

export function changeRate(rates: Rates, source: QueueSource, perSecond: number | null): void {
  if (perSecond === null) delete rates[source];
  else rates[source] = perSecond;
}

export function slowerRates(rates: Rates, others: Rates): Rates {
  const all = { ...rates };
  for (const [source, rate] of Object.entries(others)) all[source] = Math.min(rate, all[source] ?? rate);
  return all;
}

export function slowestRate(rates: Rates): number | null {
  const all = Object.values(rates);
  return all.length === 0 ? null : Math.min(...all);
}
