import type { ReceiptCount } from "./compare-shares.ts";
import type { BinSecond } from "./flow-bins.ts";
import { answeredWithin, type LatencyModel } from "./latency-model.ts";
import { wilson } from "./loss-likelihood.ts";

/** Messages that recipients answered, with their receipts, and the same for all messages of their time. */
export interface ProvenCount extends ReceiptCount {
  readonly all: ReceiptCount;
  /** Share of a provider's receipts that could have arrived by now, 0 to 1. */
  readonly due: number;
}

/** Log-likelihood ratios needed to believe one side: an error of one in 50, and of one in 7. */
const LESS_IS_REPORTED = 4;
const IS_LOST = -2;
/** Usual reported share of a provider without a known one. */
const USUAL_SHARE = 0.95;
const DEVIATIONS = 2.5;
/** With fewer messages two without a receipt would weigh too much. */
const LEAST_MESSAGES = 10;
/** Avoids the logarithm of 0. */
const LEAST_SHARE = 0.01;

/**
 * What recipients prove about a provider's share of receipts: an answered message arrived, with or without a receipt.
 * If these messages lack receipts as often as all do, the others are not lost: the provider reports less than it
 * delivers, or later. Returns the same model if that is not shown.
 */
export function withProven(model: LatencyModel, proven: ProvenCount | undefined): LatencyModel {
  if (proven === undefined || proven.messages < LEAST_MESSAGES || likelihoodOf(proven, model) < LESS_IS_REPORTED)
    return model;
  const { low } = wilson(proven.receipts, proven.messages, DEVIATIONS);
  const share = Math.min(model.share, Math.max(LEAST_SHARE, low / proven.due));
  return { ...model, share, others: model.others?.map((other) => ({ ...other, share })) };
}

/** If more of the answered messages have a receipt than of all messages, the missing ones are lost, not merely unreported. */
export function isLossProven(proven: ProvenCount, model: LatencyModel): boolean {
  return likelihoodOf(proven, model) <= IS_LOST;
}

/** Log-likelihood ratio of the answers: nothing lost versus all missing ones lost. */
function likelihoodOf({ messages, receipts, all, due }: ProvenCount, { share }: LatencyModel): number {
  const unreported = within(all.messages === 0 ? 1 : all.receipts / all.messages);
  const lost = within(Math.max(share, USUAL_SHARE) * due);
  if (unreported >= lost) return 0;
  return receipts * Math.log(unreported / lost) + (messages - receipts) * Math.log((1 - unreported) / (1 - lost));
}

function within(share: number): number {
  return Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, share));
}

/** Share of a flow's receipts for messages of a period that could have arrived by now. */
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
