import { LATENCY_BINS, latencyBin } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { addCompared, NOTHING_COMPARED } from "../src/compare-shares.ts";
import { COMPARED_AGES, judgeVendors } from "../src/judge/compare-vendors.ts";

const MINUTE = 60_000;
const [soon, late] = COMPARED_AGES;

/** Ten minutes in which one vendor's messages have 60 receipts per 100 and the other's 97, after `afterMs`. */
function compared(afterMs: number) {
  let sums = NOTHING_COMPARED;
  const seconds = Array.from({ length: 10 }, (_, minute) => {
    sums = addCompared(sums, { messages: 100, receipts: 60 }, { messages: 100, receipts: 97 });
    const received = new Array<number>(LATENCY_BINS).fill(0);
    received[latencyBin(afterMs)] = 60;
    return { at: minute * MINUTE, accepted: 100, received };
  });
  return { sums, seconds };
}

describe("a vendor with fewer receipts than another one", () => {
  it("loses messages if its receipts usually arrive soon", () => {
    const { sums, seconds } = compared(5_000);
    expect(soon && judgeVendors(sums, "sms.second", seconds, soon, 30 * MINUTE)).toMatchObject({
      kind: "confirmed-loss",
      beside: { provider: "sms.second" },
    });
  });

  it("may only be late if its receipts still arrive after a minute: it is judged after ten", () => {
    const { sums, seconds } = compared(90_000);
    expect(soon && judgeVendors(sums, "sms.second", seconds, soon, 30 * MINUTE)).toBeUndefined();
    expect(late && judgeVendors(sums, "sms.second", seconds, late, 30 * MINUTE)).toMatchObject({
      kind: "confirmed-loss",
    });
  });
});
