import { type BinRow, latencyBin } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { receiptCurves, splitStretches } from "../src/receipt-curves.ts";

const SECOND = 1_000;
const START = Date.parse("2026-01-05T08:00:00Z");
const AFTER_MS = 6 * SECOND;

/** Rows at `now` of 100 messages a second for half a minute, each with a receipt after six seconds. */
function rowsAt(now: number): readonly BinRow[] {
  return Array.from({ length: 30 }, (_, second): BinRow => {
    const at = START + second * SECOND;
    const isAnswered = at + SECOND + AFTER_MS <= now;
    const received = isAnswered ? [[latencyBin(AFTER_MS), 95] as const] : [];
    return { provider: "sms.main", channel: "sms", destination: "", at, accepted: 100, captured: 0, received };
  });
}

describe("receipts of a period of sending that is not over", () => {
  it.each([30, 40, 65, 400])("%i s after its start, the chart expects no later receipts", (seconds) => {
    const now = START + seconds * SECOND;
    const rows = rowsAt(now);
    const [stretch] = splitStretches([{ ...rows[0], accepted: 3_000 } as BinRow], now);
    if (stretch === undefined) throw new Error("there is a stretch");
    const insight = {
      compared: [],
      usually: (_: string, __: string, withinMs: number) => (withinMs < 2 * AFTER_MS ? 0 : 0.95),
    };
    const facts = { reports: () => true, insight, incidents: [] };
    const [curve] = receiptCurves(rows, stretch, facts);
    const last = curve?.points.at(-1);
    expect(last?.at.getTime()).toBeLessThan(Math.min(now, START + 360 * SECOND) + stretch.grainMs + 1);
    expect(last?.received).toBeCloseTo(curve?.received ?? 0, 0);
    expect(last?.low).toBeLessThanOrEqual(last?.received ?? 0);
  });
});
