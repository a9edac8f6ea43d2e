import { LATENCY_BINS, latencyBin } from "@relance/spec";
import type { LatencyModel } from "../../packages/plugins/watch/src/latency-model.ts";
import { Random } from "./random.ts";

export const HEALTHY_SHARE = 0.98;

/** Latency of a healthy provider as three log-normal parts, each with a median in milliseconds and a sigma. */
const MIXTURE = [
  { share: 0.87, median: 5_000, sigma: 0.7 },
  { share: 0.09, median: 45_000, sigma: 1 },
  { share: 0.04, median: 1_800_000, sigma: 1.2 },
] as const;

export function healthyLatency(random: Random): number {
  let draw = random.next();
  for (const { share, median, sigma } of MIXTURE) {
    if (draw < share) return median * Math.exp(sigma * random.normal());
    draw -= share;
  }
  return MIXTURE[0].median;
}

/** Learns a latency model from 200,000 messages of a separate campaign through the same provider. */
export function learnedModel(latency = healthyLatency, share = HEALTHY_SHARE): LatencyModel {
  const random = new Random(20_130_812);
  const counts = new Array<number>(LATENCY_BINS).fill(1);
  const draws = 200_000;
  for (let draw = 0; draw < draws; draw++) {
    const bin = latencyBin(latency(random) * Math.exp(0.25 * random.normal()));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  let sum = 0;
  return {
    cumulative: counts.map((count) => {
      sum += count;
      return sum / total;
    }),
    share,
    learnedFrom: draws,
  };
}
