import { latencyBin } from "@relance/spec";
import { answeredWithin, type LatencyModel } from "./latency-model.ts";
import { wilson } from "./loss-likelihood.ts";

const LEAST_SHARE = 0.05;
const LEAST_FACTOR = 3;
const DEVIATIONS = 4;
const LEAST_MESSAGES = 50;
/** If all messages are refused, this many suffice: with one dead number in three, the probability is 1 in 60,000. */
const LEAST_OF_ALL = 10;

export interface RefusalInput {
  readonly messages: number;
  readonly refused: number;
  readonly usual: number;
}

/** Returns whether far more messages are refused than usual: a bad list, a blocked sender, or a carrier's filter. */
export function isRefusalSpike({ messages, refused, usual }: RefusalInput): boolean {
  if (refused === messages) return messages >= LEAST_OF_ALL;
  if (messages < LEAST_MESSAGES) return false;
  return wilson(refused, messages, DEVIATIONS).low > Math.max(LEAST_SHARE, LEAST_FACTOR * usual);
}

const LEAST_RECEIPTS = 200;
const TOO_MANY = 0.999;
const TOO_EQUAL = 0.98;
const QUICK_MS = 1_000;
const RARELY_QUICK = 0.5;

export interface ReceiptsInput {
  readonly received: readonly number[];
  readonly accepted: number;
  readonly model: LatencyModel;
}

/** `too-good` = receipts that are more complete, faster and more even than a real network sends. */
export type ReceiptsVerdict = "plausible" | "too-good";

export function judgeReceipts({ received, accepted, model }: ReceiptsInput): ReceiptsVerdict {
  const total = received.reduce((sum, count) => sum + count, 0);
  if (total < LEAST_RECEIPTS || total / accepted < TOO_MANY) return "plausible";
  const quick = received.slice(0, latencyBin(QUICK_MS) + 1).reduce((sum, count) => sum + count, 0);
  const isEven = Math.max(...received) / total >= TOO_EQUAL || quick / total >= TOO_EQUAL;
  return isEven && answeredWithin(model, QUICK_MS) < RARELY_QUICK ? "too-good" : "plausible";
}
