import { dateOf, type GateChange, type LaneHold, type LaneSource } from "@relance/spec";
import { SYSTEM_ACTOR } from "./campaign-states.ts";

/** Everybody may leave. */
export const ALL_RELEASED: number = 2 ** 31;

/** Why a lane is held, by one who holds it. */
export interface Hold {
  readonly reason: string;
  readonly actor: string;
  readonly reviewAt: number | null;
  /** When this source began to hold; absent in what older programs wrote. */
  readonly since?: number;
}

/** The holds of a lane by their sources. */
export type Holds = Record<string, Hold>;

/** The hold of a lane that nobody has opened yet. */
export const NOT_STARTED: Holds = {
  start: { reason: "not started", actor: SYSTEM_ACTOR, reviewAt: null },
};

/** What holds every running campaign of a store that lost what it had confirmed. */
export const REWOUND: Pick<GateChange, "gate" | "actor" | "reason"> = {
  gate: "held",
  actor: SYSTEM_ACTOR,
  reason: "the store lost what it had confirmed: look at what was sent, then resume",
};

/** A source holds; whoever holds already goes on, with a new reason. */
export function addHold(holds: Holds, change: GateChange, now: number): void {
  const { source = "operator", reason, actor, reviewAt = null } = change;
  holds[source] = { reason, actor, reviewAt, since: holds[source]?.since ?? now };
}

/** A source leads people elsewhere: it does not hold them as well. */
export function leadFromHold(holds: Holds, { source = "operator" }: GateChange): void {
  delete holds[source];
}

/** Whoever held lets go; an operator of the start as well, and of everything who overrides it. */
export function liftHolds(holds: Holds, source: LaneSource, override: boolean): void {
  const lifted = source === "operator" ? ["operator", "start"] : [source];
  for (const held of Object.keys(holds)) if (override || lifted.includes(held)) delete holds[held];
}

/** The holds as an operator reads them. */
export function listedHolds(holds: Holds): LaneHold[] {
  return Object.entries(holds).map(([source, { reason, actor, reviewAt, since }]) => ({
    source: source as LaneSource,
    actor,
    reason,
    since: since === undefined ? undefined : dateOf(since),
    reviewAt: reviewAt === null ? undefined : dateOf(reviewAt),
  }));
}

/** What claims and audits read. */
export interface ShownHold {
  /** 1 = open. */
  readonly gate: number;
  readonly reason: string | null;
  readonly actor: string | null;
  readonly reviewAt: number | null;
}

/**
 * The sum of all holds: closed while there is one, to be looked at when the first says so. An open lane says who led it
 * elsewhere.
 */
export function shownHold(holds: Holds, led: Pick<GateChange, "actor" | "reason"> | undefined): ShownHold {
  const all = Object.values(holds);
  const first = all.toSorted((a, b) => (a.reviewAt ?? 0) - (b.reviewAt ?? 0))[0];
  const { reason = null, actor = null } = first ?? led ?? {};
  return { gate: Number(all.length === 0), reason, actor, reviewAt: first?.reviewAt ?? null };
}

/** The rates of a lane by their sources. */
export type Rates = Record<string, number>;

/** One source slows a lane down, or does not any more (null). */
export function changeRate(rates: Rates, source: LaneSource, perSecond: number | null): void {
  if (perSecond === null) delete rates[source];
  else rates[source] = perSecond;
}

/** The slowest rate holds; null = no limit. */
export function slowestRate(rates: Rates): number | null {
  const all = Object.values(rates);
  return all.length === 0 ? null : Math.min(...all);
}
