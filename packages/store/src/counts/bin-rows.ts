import type { BinRow } from "@relance/spec";
import { channelName } from "../people/contacts.ts";
import { ACCEPTED_BIN, CAPTURED_BIN } from "./bin-counts.ts";

/** One bin as statements read it; the bins of one grain come one after another. */
export interface StoredBin {
  readonly at: number;
  readonly provider: string | null;
  readonly channel: number;
  /** null = one of the many small parts. */
  readonly part: string | null;
  readonly bin: number;
  readonly n: number;
}

/** Gathers bins by second (or grain), provider, channel and part. */
export function binRows(stored: Iterable<StoredBin>): BinRow[] {
  const rows: (BinRow & { accepted: number; captured: number; received: [number, number][] })[] = [];
  let last: StoredBin | undefined;
  for (const one of stored) {
    const { at, provider, channel, part, bin, n } = one;
    if (last === undefined || !isSameGrain(last, one)) {
      const of = { provider: provider ?? "", channel: channelName(channel), part: part ?? "", at };
      rows.push({ ...of, accepted: 0, captured: 0, received: [] });
    }
    const row = rows.at(-1);
    if (row !== undefined && bin === ACCEPTED_BIN) row.accepted = n;
    else if (row !== undefined && bin === CAPTURED_BIN) row.captured = n;
    else row?.received.push([bin, n]);
    last = one;
  }
  return rows;
}

function isSameGrain(a: StoredBin, b: StoredBin): boolean {
  return a.at === b.at && a.provider === b.provider && a.channel === b.channel && a.part === b.part;
}
