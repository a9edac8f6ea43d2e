import type { ReceiptCount } from "./compare-shares.ts";
import type { BinSecond } from "./flow-bins.ts";
import { answeredWithin, type LatencyModel } from "./latency-model.ts";
import { wilson } from "./loss-likelihood.ts";

/** How many messages recipients answered and how many of these have a receipt, and both for all of that period. */
export interface ProvenCount extends ReceiptCount {
  readonly all: ReceiptCount;
  /** The share of the provider's receipts for these messages that should have arrived by now, from 0 to 1. */
  readonly due: number;
}

/** The log-likelihood ratios needed for either conclusion: a risk of error of one in 50, and of one in 400. */
const LESS_IS_REPORTED = 4;
const IS_LOST = -6;
/** The assumed share of receipts of a provider whose share is unknown. */
const USUAL_SHARE = 0.95;
const DEVIATIONS = 2.5;
/** With fewer messages, two of them without a receipt would weigh too much, so nothing is concluded. */
const LEAST_MESSAGES = 10;
/** Avoids the logarithm of 0. */
const LEAST_SHARE = 0.01;

/**
 * Lowers the expected share of receipts if recipients' answers prove that a provider reports less than it delivers. An
 * answered message did arrive. If answered messages lack receipts as often as all messages do, missing receipts are no
 * sign of a loss. Returns the same model if that is not proven.
 */
export function withProven(model: LatencyModel, proven: ProvenCount | undefined): LatencyModel {
  if (proven === undefined || proven.messages < LEAST_MESSAGES || likelihoodOf(proven, model) < LESS_IS_REPORTED)
    return model;
  const { low } = wilson(proven.receipts, proven.messages, DEVIATIONS);
  const share = Math.min(model.share, Math.max(LEAST_SHARE, low / proven.due));
  return { ...model, share, others: model.others?.map((other) => ({ ...other, share })) };
}

/** True if answered messages have receipts more often than all messages: then messages without a receipt are lost. */
export function isLossProven(proven: ProvenCount, model: LatencyModel): boolean {
  return likelihoodOf(proven, model) <= IS_LOST;
}

/** The log-likelihood ratio of the answered messages' receipts: no message is lost, or each without a receipt is. */
function likelihoodOf({ messages, receipts, all, due }: ProvenCount, { share }: LatencyModel): number {
  const unreported = within(all.messages === 0 ? 1 : all.receipts / all.messages);
  const lost = within(Math.max(share, USUAL_SHARE) * due);
  if (unreported >= lost) return 0;
  return receipts * Math.log(unreported / lost) + (messages - receipts) * Math.log((1 - unreported) / (1 - lost));
}

function within(share: number): number {
  return Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, share));
}

/** The share of a flow's receipts for the messages of a period that should have arrived by now. */
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
