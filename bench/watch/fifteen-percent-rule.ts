import { lowerEdge } from "@relance/spec";
import type { FlowBins } from "../../packages/plugins/watch/src/flows.ts";

const WINDOW_MS = 15 * 60_000;
const SLOW_MS = 5 * 60_000;
const SHARE = 0.15;

/**
 * The rule to compare with: more than 15 % of the messages of the last fifteen minutes took longer than five minutes,
 * or have already waited longer. The rule also counts recent messages, most of which cannot be late yet.
 */
export function fifteenPercentRule({ seconds }: FlowBins, now: number): boolean {
  let messages = 0;
  let slow = 0;
  for (const { at, accepted, received } of seconds) {
    if (at < now - WINDOW_MS) continue;
    const answered = received.reduce((sum, count) => sum + count, 0);
    messages += accepted;
    slow += received.reduce((sum, count, bin) => sum + (lowerEdge(bin) >= SLOW_MS ? count : 0), 0);
    if (now - at >= SLOW_MS) slow += accepted - answered;
  }
  return messages > 0 && slow / messages > SHARE;
}
