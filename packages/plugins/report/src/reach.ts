import type { CampaignState, Ledger } from "@relance/spec";
import { attemptsIn } from "./ledger-sums.ts";
import { addUp, type LiveCampaign, type LiveFlow } from "./live.ts";

/** The progress of a campaign as five numbers. Each recipient is in exactly one group. */
export interface Reach {
  readonly people: number;
  readonly confirmed: number;
  /** The number of recipients who were sent a message and may still confirm. */
  readonly inFlight: number;
  /** The number of recipients to whom no message was sent yet. */
  readonly waiting: number;
  /** Recipients who ended without a confirmation, as listed by `export --unreached`. */
  readonly unreached: number;
  /** Recipients who were withdrawn, or not finished at a cancellation. Withdrawn recipients need no follow-up. */
  readonly calledOff: number;
  readonly onWire: number;
}

/** Returns the progress of a campaign. */
export function computeReach(ledger: Pick<Ledger, "states" | "audience" | "attempts">): Reach {
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

const LIVE: readonly CampaignState[] = ["running", "held", "cancelling"];

/** Returns whether the campaign has started and can still change. */
export function isLive(ledger: Ledger): boolean {
  return LIVE.includes(ledger.state);
}

const SIGNS = "▁▂▃▄▅▆▇█";

/** Draws one character per cell: the share of messages with a receipt, or their number. A dot means none. */
export function sparkline({
  accepted,
  received,
  hasReceipts,
}: Pick<LiveFlow, "accepted" | "received" | "hasReceipts">): string {
  const most = Math.max(1, ...accepted);
  const signs = accepted.map((taken, cell) => {
    if (taken === 0) return "·";
    const value = hasReceipts ? (received[cell] ?? 0) / taken : taken / most;
    return SIGNS[Math.round(Math.min(1, value) * (SIGNS.length - 1))];
  });
  return signs.join("");
}

interface ReceiptsSoFar extends Pick<LiveFlow, "provider" | "destination"> {
  readonly points: readonly { readonly low: number; readonly received: number }[];
}

/** Returns how many receipts are missing at the end of a curve, more than random variation explains. */
export function missingIn({ points }: Pick<ReceiptsSoFar, "points">): number {
  const last = points.at(-1);
  return last === undefined ? 0 : Math.max(0, Math.ceil(last.low - last.received));
}

/** Returns the missing receipts: per provider, of the whole or of its destinations, whichever are more. */
export function missingReceipts(curves: readonly ReceiptsSoFar[]): number {
  const missing = (some: readonly ReceiptsSoFar[]) => addUp(some.map(missingIn));
  const providers = [...Map.groupBy(curves, ({ provider }) => provider).values()];
  return addUp(
    providers.map((own) => {
      const { whole = [], parts = [] } = Object.groupBy(own, ({ destination }) =>
        destination === "" ? "whole" : "parts",
      );
      return Math.max(missing(whole), missing(parts));
    }),
  );
}

/** Estimates the minutes until each recipient has a message, at the current rate; `undefined` if unknown. */
export function minutesLeft({ ledger, perMinute }: Pick<LiveCampaign, "ledger" | "perMinute">): number | undefined {
  const { waiting } = computeReach(ledger);
  if (!isLive(ledger) || perMinute === 0 || waiting === 0) return undefined;
  return Math.ceil(waiting / perMinute);
}
