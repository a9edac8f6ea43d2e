import { latencyBin } from "@relance/spec";
import { answeredWithin, type LatencyModel } from "./latency-model.ts";

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
  /** Canaries that cannot receive anything, and how many of them were called delivered. */
  readonly deadCanaries?: { readonly sent: number; readonly delivered: number } | undefined;
}

/** `fake`: a dead canary was "delivered" · `too-good`: no network answers so completely, so soon and so evenly. */
export type ReceiptsVerdict = "plausible" | "too-good" | "fake";

/** Judges whether receipts can be true. One dead contact called delivered proves that they are made up. */
export function judgeReceipts({ received, accepted, model, deadCanaries }: ReceiptsInput): ReceiptsVerdict {
  if (deadCanaries !== undefined && deadCanaries.delivered > 0) return "fake";
  const total = received.reduce((sum, count) => sum + count, 0);
  if (total < LEAST_RECEIPTS || total / accepted < TOO_MANY) return "plausible";
  const quick = received.slice(0, latencyBin(QUICK_MS) + 1).reduce((sum, count) => sum + count, 0);
  const isEven = Math.max(...received) / total >= TOO_EQUAL || quick / total >= TOO_EQUAL;
  return isEven && answeredWithin(model, QUICK_MS) < RARELY_QUICK ? "too-good" : "plausible";
}
