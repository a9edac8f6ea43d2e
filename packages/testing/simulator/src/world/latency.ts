import type { Dice } from "./seeded-random.ts";

/** A log-normal distribution of latencies for a share of the messages. */
export interface LatencyPart {
  readonly share: number;
  readonly medianMs: number;
  /** Log-normal sigma; 0 always gives the median. */
  readonly sigma: number;
}

/** A mixture of log-normal durations. */
export type Latency = readonly LatencyPart[];

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

export const NO_LATENCY: Latency = [{ share: 1, medianMs: 0, sigma: 0 }];

/** Latency of a healthy carrier in real campaigns: seconds for 87 % of messages, about half an hour for 4 %. */
export const CARRIER_LATENCY: Latency = [
  { share: 0.87, medianMs: 5 * SECOND, sigma: 0.7 },
  { share: 0.09, medianMs: 45 * SECOND, sigma: 1 },
  { share: 0.04, medianMs: 30 * MINUTE, sigma: 1.2 },
];

/** Latency of a mail server: seconds, or minutes with greylisting. */
export const MAIL_LATENCY: Latency = [
  { share: 0.9, medianMs: 4 * SECOND, sigma: 0.8 },
  { share: 0.1, medianMs: 6 * MINUTE, sigma: 0.6 },
];

/** Latency of a push service: immediate while the device is online, otherwise hours. */
export const PUSH_LATENCY: Latency = [
  { share: 0.8, medianMs: SECOND, sigma: 0.5 },
  { share: 0.2, medianMs: 2 * HOUR, sigma: 1 },
];

export const RECEIPT_LATENCY: Latency = [{ share: 1, medianMs: 400, sigma: 0.4 }];

/** Draws a duration in whole milliseconds. Each call draws three random numbers. */
export function latencyMs(latency: Latency, dice: Dice, slower = 1): number {
  const part = choose(latency, dice());
  const normal = Math.sqrt(-2 * Math.log(1 - dice())) * Math.cos(2 * Math.PI * dice());
  return Math.round(part.medianMs * Math.exp(part.sigma * normal) * slower);
}

function choose(latency: Latency, at: number): LatencyPart {
  const total = latency.reduce((sum, part) => sum + part.share, 0);
  let left = at * total;
  for (const part of latency) {
    left -= part.share;
    if (left < 0) return part;
  }
  return latency.at(-1) ?? { share: 1, medianMs: 0, sigma: 0 };
}
