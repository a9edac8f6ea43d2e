import type { BinCounts } from "@relance/store-kit";
import type { Sql } from "./sql.ts";

const ADD = `insert into bins (campaign, at, provider, channel, part, bin, n) values (?, ?, ?, ?, ?, ?, ?)
  on conflict do update set n = n + excluded.n`;

/** Writes what a transaction adds to the watch's bins. */
export function writeBins(sql: Sql, bins: BinCounts): void {
  for (const { of, at, bin, n } of bins.take())
    sql.run(ADD, of.campaign, at, of.provider, of.channel, of.part, bin, n);
}
