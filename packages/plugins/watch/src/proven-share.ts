import type { ReceiptCount } from "./compare-shares.ts";
import type { BinSecond } from "./flows.ts";
import { answeredWithin, type LatencyModel } from "./latency-model.ts";
import { wilson } from "./loss-likelihood.ts";

/**
 * Of the messages that recipients answered, the number with a receipt, and the same for all messages of that period.
 */
export interface ProvenCount extends ReceiptCount {
  readonly all: ReceiptCount;
  /** The share of the provider's receipts for these messages that is due by now, from 0 to 1. */
  readonly due: number;
}

/** The log-likelihood ratio that proves few reports; its risk of error is one in 50. */
const LESS_IS_REPORTED = 4;
/** The log-likelihood ratio that proves a loss; its risk of error is one in 400. */
const IS_LOST = -6;
const USUAL_SHARE = 0.95;
const DEVIATIONS = 2.5;
/** With fewer answered messages, two of them without a receipt would weigh too much. */
const LEAST_MESSAGES = 10;
const LEAST_SHARE = 0.01;

/**
 * Lowers the expected share of receipts if answers prove that a provider reports less than it delivers: answered
 * messages did arrive, so if they lack receipts as often as all messages do, missing receipts prove no loss. Returns
 * the same model without that proof.
 */
export function withProven(model: LatencyModel, proven: ProvenCount | undefined): LatencyModel {
  if (proven === undefined || proven.messages < LEAST_MESSAGES || likelihoodOf(proven, model) < LESS_IS_REPORTED)
    return model;
  const { low } = wilson(proven.receipts, proven.messages, DEVIATIONS);
  const share = Math.min(model.share, Math.max(LEAST_SHARE, low / proven.due));
  return { ...model, share, others: model.others?.map((other) => ({ ...other, share })) };
}

/**
 * Returns whether answered messages have receipts more often than all messages, so that messages without a receipt are
 * lost.
 */
export function isLossProven(proven: ProvenCount, model: LatencyModel): boolean {
  return likelihoodOf(proven, model) <= IS_LOST;
}

/** The log-likelihood ratio of two explanations: no message is lost, or each message without a receipt is lost. */
function likelihoodOf({ messages, receipts, all, due }: ProvenCount, { share }: LatencyModel): number {
  const unreported = within(all.messages === 0 ? 1 : all.receipts / all.messages);
  const lost = within(Math.max(share, USUAL_SHARE) * due);
  if (unreported >= lost) return 0;
  return receipts * Math.log(unreported / lost) + (messages - receipts) * Math.log((1 - unreported) / (1 - lost));
}

function within(share: number): number {
  return Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, share));
}

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
