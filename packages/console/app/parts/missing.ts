import type { ReportReceipts } from "@relance/spec";
import type { Wired } from "../../src/wire/wired.ts";

/** The last stretch of sending of each provider and part. */
export function latestCurves(curves: readonly Wired<ReportReceipts>[]): readonly Wired<ReportReceipts>[] {
  return [...new Map(curves.map((one) => [`${one.provider} ${one.part}`, one])).values()];
}

/** Receipts that should have come by now whatever the luck, and have not. */
export function missingOf({ points }: Wired<ReportReceipts>): number {
  const last = points.at(-1);
  return last === undefined ? 0 : Math.max(0, Math.ceil(last.low - last.received));
}
