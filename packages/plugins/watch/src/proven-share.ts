import type { ReceiptCount } from "./compare-shares.ts";
import type { BinSecond } from "./flow-bins.ts";
import { answeredWithin, type LatencyModel } from "./latency-model.ts";
import { wilson } from "./loss-likelihood.ts";

/** Messages that recipients answered, those of them with a receipt, and the same of all messages of their time. */
export interface ProvenCount extends ReceiptCount {
  readonly all: ReceiptCount;
  /** Share of the receipts that a provider ever gives which could have come by now, 0 to 1. */
  readonly due: number;
}

/** Logarithms of how much likelier one is than the other before it is believed: one in 50 is wrong, and one in 7. */
const LESS_IS_REPORTED = 4;
const IS_LOST = -2;
/** What a provider without a known share reports of what arrives, where it reports what it should. */
const USUAL_SHARE = 0.95;
const DEVIATIONS = 2.5;
/** Of fewer messages two without a receipt would already say much. */
const LEAST_MESSAGES = 10;
/** A logarithm is taken of a share. */
const LEAST_SHARE = 0.01;

/**
 * What recipients prove of a provider's share of receipts: a recipient who answered a message has got it, with a
 * receipt or without. Where as few of these messages have one as of all, the others are not lost: the provider reports
 * less than it delivers, or later, and no more is missed than recipients show. The same model = they do not show that.
 */
export function withProven(model: LatencyModel, proven: ProvenCount | undefined): LatencyModel {
  if (proven === undefined || proven.messages < LEAST_MESSAGES || likelihoodOf(proven, model) < LESS_IS_REPORTED)
    return model;
  const { low } = wilson(proven.receipts, proven.messages, DEVIATIONS);
  const share = Math.min(model.share, Math.max(LEAST_SHARE, low / proven.due));
  return { ...model, share, others: model.others?.map((other) => ({ ...other, share })) };
}

/**
 * More of the messages that recipients answered have a receipt than of all: what has none is lost, and not merely
 * unreported.
 */
export function isLossProven(proven: ProvenCount, model: LatencyModel): boolean {
  return likelihoodOf(proven, model) <= IS_LOST;
}

/** How much likelier the answers are if nothing is lost than if all that is missing is (logarithm). */
function likelihoodOf({ messages, receipts, all, due }: ProvenCount, { share }: LatencyModel): number {
  const unreported = within(all.messages === 0 ? 1 : all.receipts / all.messages);
  const lost = within(Math.max(share, USUAL_SHARE) * due);
  if (unreported >= lost) return 0;
  return receipts * Math.log(unreported / lost) + (messages - receipts) * Math.log((1 - unreported) / (1 - lost));
}

function within(share: number): number {
  return Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, share));
}

/** How many of the receipts that a flow ever gives for messages of a stretch could have come by now. */
export function dueShare(
  seconds: readonly BinSecond[],
  model: LatencyModel,
  { since, until, now }: { readonly since: number; readonly until: number; readonly now: number },
): number {
  let [messages, due] = [0, 0];
  for (const { at, accepted } of seconds) {
    if (at < since || at >= until) continue;
    messages += accepted;
    due += accepted * answeredWithin(model, now - at);
  }
  return messages === 0 ? 0 : due / messages;
}
