import type { BinRow, BinsAnswer, BinsInput } from "@relance/spec";
import { ACCEPTED_BIN, CAPTURED_BIN } from "../counts/bins.ts";
import { channelName } from "../people/contacts.ts";
import type { Reading } from "../transaction/reading.ts";

const SECOND_MS = 1_000;

const SELECT = `select b.at, w.word as provider, b.channel, x.word as part, b.bin, b.n from (
    select at - at % $4 as at, provider, channel, part, bin, sum(n)::bigint as n from all_bins a
    where campaign = $1 and at >= $2 and at < $3 group by 1, 2, 3, 4, 5) b
  left join words w on w.id = b.provider left join words x on x.id = b.part
  order by b.at, b.provider, b.channel, b.part, b.bin`;

const GAPS = `select w.word as provider, g.from_at as "from", g.to_at as "to" from gaps g
  join words w on w.id = g.provider where coalesce(g.to_at, $1) >= $2`;

/** What was heard of a campaign's messages, by the time of their acceptance. */
export async function bins({ sql, now }: Reading, input: BinsInput): Promise<BinsAnswer> {
  const { campaign, since, until = Number.MAX_SAFE_INTEGER, grainMs = SECOND_MS } = input;
  const rows = binRows(await sql.all<StoredBin>(SELECT, campaign, since, until, grainMs));
  const deaf = await sql.all<{ provider: string; from: number; to: number | null }>(GAPS, now, since);
  return { rows, deaf: deaf.map(({ to, ...gap }) => ({ ...gap, to: to ?? undefined })), now };
}

/** One bin as statements read it; the bins of one grain come one after another. */
interface StoredBin {
  readonly at: number;
  readonly provider: string | null;
  readonly channel: number;
  /** null = one of the many small parts. */
  readonly part: string | null;
  readonly bin: number;
  readonly n: number;
}

/** Gathers bins by second (or grain), provider, channel and part. */
function binRows(stored: Iterable<StoredBin>): BinRow[] {
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
