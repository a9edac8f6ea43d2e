import type { CampaignState, Ledger } from "@relance/spec";
import { attemptsIn } from "./ledger-sums.ts";

/** How far a campaign has come, in five numbers that add up to its people. */
export interface Reach {
  readonly people: number;
  readonly confirmed: number;
  /** A message has left and the outcome is open. */
  readonly inFlight: number;
  /** No message has left yet. */
  readonly waiting: number;
  /** Over without a confirmation; `export --unreached` lists them. */
  readonly unreached: number;
  /** Withdrawn, or open when the campaign was cancelled: there is nothing to reach them for. */
  readonly calledOff: number;
  /** Messages on the wire at this moment. */
  readonly onWire: number;
}

/** How far a campaign has come, from its ledger. */
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

/** It was started, and something may still happen in it. */
export function isLive(ledger: Ledger): boolean {
  return LIVE.includes(ledger.state);
}
