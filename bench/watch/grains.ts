import { LATENCY_BINS } from "@relance/spec";
import type { BinSecond } from "../../packages/plugins/watch/src/flows.ts";
import { MINUTE_MS, SECOND_MS } from "./world.ts";

/**
 * Merges one-second bins into the bins that the engine stores: one second for the last minute, ten seconds for messages
 * up to five minutes old, and one minute for messages up to twenty-one minutes old.
 */
export function grained(seconds: readonly BinSecond[], now: number): readonly BinSecond[] {
  const minute = now - (now % MINUTE_MS);
  const rows = new Map<number, BinSecond & { accepted: number; received: number[] }>();
  const fine: BinSecond[] = [];
  for (const second of seconds.slice(-22 * 60)) {
    const age = minute - second.at;
    if (age > 21 * MINUTE_MS) continue;
    if (age <= MINUTE_MS) {
      fine.push(second);
      continue;
    }
    const lengthMs = age > 5 * MINUTE_MS ? MINUTE_MS : 10 * SECOND_MS;
    const at = second.at - (second.at % lengthMs);
    let row = rows.get(at);
    if (row === undefined) {
      row = { at, lengthMs, accepted: 0, received: new Array<number>(LATENCY_BINS).fill(0) };
      rows.set(at, row);
    }
    row.accepted += second.accepted;
    for (let bin = 0; bin < LATENCY_BINS; bin++)
      row.received[bin] = (row.received[bin] ?? 0) + (second.received[bin] ?? 0);
  }
  return [...rows.values(), ...fine];
}
