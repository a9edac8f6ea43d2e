import type { ReceiptCount } from "./compare-shares.ts";
import type { BinSecond } from "./flows.ts";
import { answeredWithin, type LatencyModel } from "./latency-model.ts";
import { wilson } from "./loss-likelihood.ts";

/** The number of answered messages, and of their receipts; `all` = the same for all messages of the period. */
export interface ProvenCount extends ReceiptCount {
  readonly all: ReceiptCount;
  readonly due: number;
}

/** The log-likelihood ratio that proves that not all deliveries are reported, with an error risk of 1 in 50. */
const LESS_IS_REPORTED = 4;
/** The log-likelihood ratio that proves a loss, with an error risk of 1 in 400. */
const IS_LOST = -6;
const USUAL_SHARE = 0.95;
const DEVIATIONS = 2.5;
const LEAST_MESSAGES = 10;
const LEAST_SHARE = 0.01;

/**
 * Lowers the expected share of receipts if answers prove that the provider does not report every delivery. Answered
 * messages did arrive. Receipts are then missing as often for answered messages as for others, so a missing receipt
 * proves no loss. Without proof, returns the same model.
 */
export function withProven(model: LatencyModel, proven: ProvenCount | undefined): LatencyModel {
  if (proven === undefined || proven.messages < LEAST_MESSAGES || computeLikelihood(proven, model) < LESS_IS_REPORTED)
    return model;
  const { low } = wilson(proven.receipts, proven.messages, DEVIATIONS);
  const share = Math.min(model.share, Math.max(LEAST_SHARE, low / proven.due));
  return { ...model, share, others: model.others?.map((other) => ({ ...other, share })) };
}

/** Returns whether answered messages have receipts more often than other messages. If so, a loss is proven. */
export function isLossProven(proven: ProvenCount, model: LatencyModel): boolean {
  return computeLikelihood(proven, model) <= IS_LOST;
}

function computeLikelihood({ messages, receipts, all, due }: ProvenCount, { share }: LatencyModel): number {
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
