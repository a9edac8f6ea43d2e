import type { CampaignState, Ledger } from "@relance/spec";
import { attemptsIn } from "./ledger-sums.ts";
import type { LiveCampaign } from "./live.ts";

/** The progress of a campaign, in five numbers that add up to its recipients. */
export interface Reach {
  readonly people: number;
  readonly confirmed: number;
  /** The number of recipients who got a message and may still confirm. */
  readonly inFlight: number;
  /** The number of recipients who have not got a message yet. */
  readonly waiting: number;
  /** Recipients who ended without a confirmation; `export --unreached` lists them. */
  readonly unreached: number;
  /** Recipients withdrawn, or with an open enrollment when the campaign was cancelled. They need no follow-up. */
  readonly calledOff: number;
  readonly onWire: number;
}

/** Returns the progress of a campaign. */
export function reachOf(ledger: Ledger): Reach {
  const { states, audience } = ledger;
  return {
    people: audience.enrolled,
    confirmed: states.acknowledged,
    inFlight: states.active,
    waiting: states.pending,
    unreached: states.exhausted + states.expired + states.suppressed,
    calledOff: states.cancelled,
    onWire: attemptsIn(ledger, "submitting"),
  };
}

const LIVE: readonly CampaignState[] = ["sealed", "running", "held", "draining", "cancelling"];

/** Returns whether the campaign was started, and may still change. */
export function isLive(ledger: Ledger): boolean {
  return LIVE.includes(ledger.state);
}

/** Returns the share of each cell's accepted messages with a final receipt. */
export function answeredShares(
  accepted: readonly number[],
  received: readonly number[],
): readonly (number | undefined)[] {
  return accepted.map((count, cell) => (count === 0 ? undefined : (received[cell] ?? 0) / count));
}

/** Returns each count as a share of the largest count, for providers that send no receipts. */
export function relativeTo(most: number, counts: readonly number[]): readonly (number | undefined)[] {
  return counts.map((count) => (count === 0 ? undefined : count / most));
}

/** Estimates the minutes until all recipients have a message, at the current rate; `undefined` if unknown. */
export function minutesLeft({ ledger, perMinute }: Pick<LiveCampaign, "ledger" | "perMinute">): number | undefined {
  const { waiting } = reachOf(ledger);
  if (!isLive(ledger) || perMinute === 0 || waiting === 0) return undefined;
  return Math.ceil(waiting / perMinute);
}
