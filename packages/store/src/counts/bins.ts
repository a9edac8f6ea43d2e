import type { Statement } from "../transaction/statement.ts";
import type { BinCounts } from "./bin-counts.ts";

const COLUMNS = [
  ["campaign", "int"],
  ["at", "bigint"],
  ["provider", "int"],
  ["channel", "smallint"],
  ["part", "int"],
  ["bin", "smallint"],
  ["n", "int"],
] as const;

/** Writes what a transaction adds to the watch's bins. */
export function writeBins(statement: Statement, bins: BinCounts): void {
  const rows = bins
    .take()
    .map(({ of, at, bin, n }) => [of.campaign, at, of.provider, of.channel, of.part, bin, n]);
  if (rows.length > 0) statement.addTo("bins", COLUMNS, rows);
}
