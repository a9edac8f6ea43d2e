import { KEPT_CLASSES, keptOf } from "@relance/rules";
import type { Kept, PlanKept, RetainInput } from "@relance/spec";

/** Tables that are walked one after another, each by its own numbers. */
export const RETENTION_STAGES = ["people", "refusals", "outbox", "replies", "inbox"] as const;
export type RetentionStage = (typeof RETENTION_STAGES)[number];

/** Where a walk stands. */
export interface RetentionPlace {
  readonly stage: RetentionStage;
  /** The last number that was looked at. */
  readonly through: number;
}

/** Such as `outbox 4711`; a cursor that says nothing begins anew. */
export function retentionPlace(cursor: string = ""): RetentionPlace {
  const [name, through = "0"] = cursor.split(" ");
  const stage = RETENTION_STAGES.find((one) => one === name);
  return { stage: stage ?? "people", through: stage === undefined ? 0 : Number(through) };
}

/** What {@link retentionPlace} reads. */
export function retentionCursor({ stage, through }: RetentionPlace): string {
  return `${stage} ${through}`;
}

/** The first number of the next table; `undefined` = that was the last. */
export function nextStage({ stage }: RetentionPlace): RetentionPlace | undefined {
  const next = RETENTION_STAGES[RETENTION_STAGES.indexOf(stage) + 1];
  return next === undefined ? undefined : { stage: next, through: 0 };
}

/** Deadlines up to these instants are over for long enough; -1 = what is kept for ever. */
export interface RetentionLimits {
  readonly contacts: number;
  readonly bodies: number;
  readonly raw: number;
}

/** The limits of a campaign's rows; 0 = of rows that belong to none. `undefined` = nothing goes anywhere. */
export type LimitsOf = (campaign: number) => RetentionLimits;

/**
 * What goes now, by campaign.
 * @param own of each campaign that says how long it keeps things, the `kept` of its newest plan
 */
export function retentionLimits(
  { keptMs }: RetainInput,
  own: ReadonlyMap<number, PlanKept>,
  now: number,
): LimitsOf | undefined {
  const limit = (ms: number | undefined) => (ms === undefined ? -1 : now - ms);
  const limitsOf = ({ contacts, bodies, raw }: Kept): RetentionLimits => {
    return { contacts: limit(contacts), bodies: limit(bodies), raw: limit(raw) };
  };
  const house = limitsOf(keptMs);
  if (own.size === 0 && KEPT_CLASSES.every((name) => keptMs[name] === undefined)) return undefined;
  const others = new Map([...own].map(([campaign, kept]) => [campaign, limitsOf(keptOf(keptMs, kept))]));
  return (campaign) => others.get(campaign) ?? house;
}
