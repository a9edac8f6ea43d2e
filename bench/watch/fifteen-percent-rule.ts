import { lowerEdge } from "@relance/spec";
import type { FlowBins } from "../../packages/plugins/watch/src/flows.ts";

const WINDOW_MS = 15 * 60_000;
const SLOW_MS = 5 * 60_000;
const SHARE = 0.15;

/**
 * A simple rule to compare with the watch: an alarm if more than 15 % of the messages of the last fifteen minutes have
 * no receipt within five minutes.
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
