import type { BinCounts } from "@relance/store-kit";
import { BulkInsert } from "../transaction/bulk-insert.ts";
import type { Statement } from "../transaction/statement.ts";

/** Every bin: what was folded and what was added since, in one snapshot. */
export const ALL_BINS = `(select campaign, at, provider, channel, part, bin, n from bins
  union all select campaign, at, provider, channel, part, bin, n from bin_deltas)`;

/** Writes what a transaction adds to the watch's bins. */
export function writeBins(statement: Statement, bins: BinCounts): void {
  const insert = new BulkInsert("bin_deltas", [
    ["campaign", "int"],
    ["at", "bigint"],
    ["provider", "int"],
    ["channel", "smallint"],
    ["part", "int"],
    ["bin", "smallint"],
    ["n", "int"],
  ]);
  for (const { of, at, bin, n } of bins.take())
    insert.add(of.campaign, at, of.provider, of.channel, of.part, bin, n);
  insert.write(statement);
}
