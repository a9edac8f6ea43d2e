import type { BinCounts } from "@relance/store";
import type { StoreContext } from "../transaction/context.ts";

const ADD = `insert into bins (campaign, at, provider, channel, part, bin, n) values (?, ?, ?, ?, ?, ?, ?)
  on conflict do update set n = n + excluded.n`;

/** Writes what a transaction adds to the watch's bins. */
export function writeBins({ sql, shelf }: StoreContext, bins: BinCounts): void {
  for (const count of bins.take()) {
    const { of, at, bin, n } = count;
    sql.run(ADD, of.campaign, at, of.provider, of.channel, of.part, bin, n);
    shelf.add(count);
  }
}
