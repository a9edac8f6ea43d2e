import { latencyBin } from "@relance/spec";
import { answeredWithin, type LatencyModel } from "./latency-model.ts";
import { wilson } from "./loss-likelihood.ts";

/** A share of bounces above this, and this many times the usual share, is a spike. */
const LEAST_SHARE = 0.05;
const LEAST_FACTOR = 3;
const DEVIATIONS = 4;
const LEAST_MESSAGES = 50;
/** Where all of them come back, this many are enough: of a list in which one number in three is dead, once in 60,000. */
const LEAST_OF_ALL = 10;

/** A window's bounces and rejections, and the flow's usual share. */
export interface RefusalInput {
  readonly messages: number;
  readonly refused: number;
  /** Share usually refused, 0 to 1. */
  readonly usual: number;
}

/** True if refusals are far above normal: a bad list, a blocked sender, a carrier's filter. */
export function isRefusalSpike({ messages, refused, usual }: RefusalInput): boolean {
  if (refused === messages) return messages >= LEAST_OF_ALL;
  if (messages < LEAST_MESSAGES) return false;
  return wilson(refused, messages, DEVIATIONS).low > Math.max(LEAST_SHARE, LEAST_FACTOR * usual);
}

const LEAST_RECEIPTS = 200;
/** Real phones are switched off, in tunnels, out of memory: some answer late, some never. */
const TOO_MANY = 0.999;
const TOO_EQUAL = 0.98;
const QUICK_MS = 1_000;
const RARELY_QUICK = 0.5;

export interface ReceiptsInput {
  /** "Delivered" by latency bin. */
  readonly received: readonly number[];
  readonly accepted: number;
  readonly model: LatencyModel;
}

/** `too-good`: no real network is this complete, fast and even. */
export type ReceiptsVerdict = "plausible" | "too-good";

/** Judges whether receipts are plausible. */
export function judgeReceipts({ received, accepted, model }: ReceiptsInput): ReceiptsVerdict {
  const total = received.reduce((sum, count) => sum + count, 0);
  if (total < LEAST_RECEIPTS || total / accepted < TOO_MANY) return "plausible";
  const quick = received.slice(0, latencyBin(QUICK_MS) + 1).reduce((sum, count) => sum + count, 0);
  const isEven = Math.max(...received) / total >= TOO_EQUAL || quick / total >= TOO_EQUAL;
  return isEven && answeredWithin(model, QUICK_MS) < RARELY_QUICK ? "too-good" : "plausible";
}
