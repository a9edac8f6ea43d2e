import { wilson } from "./wilson.ts";

/** A slice whose messages come back more than this, and this many times more than usual, has a spike. */
const LEAST_SHARE = 0.05;
const LEAST_FACTOR = 3;
const DEVIATIONS = 4;
const LEAST_MESSAGES = 50;
/** Where all of them come back, so many are enough: of a list in which one number in three is dead, once in 60,000. */
const LEAST_OF_ALL = 10;

/** Bounces and rejections of a window against what is usual for the slice. */
export interface RefusalInput {
  readonly messages: number;
  readonly refused: number;
  /** Share usually refused, 0 to 1. */
  readonly usual: number;
}

/** True when refusals are far above what is usual: a list gone bad, a blocked sender, a carrier's filter. */
export function isRefusalSpike({ messages, refused, usual }: RefusalInput): boolean {
  if (refused === messages) return messages >= LEAST_OF_ALL;
  if (messages < LEAST_MESSAGES) return false;
  return wilson(refused, messages, DEVIATIONS).low > Math.max(LEAST_SHARE, LEAST_FACTOR * usual);
}
