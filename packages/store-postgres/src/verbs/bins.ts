import type { BinRow, BinsAnswer, BinsInput } from "@relance/spec";
import { ACCEPTED_BIN, channelName } from "@relance/store-kit";
import { ALL_BINS } from "../bins.ts";
import type { Reading } from "../reading.ts";

interface StoredBin {
  readonly at: number;
  readonly provider: string | null;
  readonly channel: number;
  readonly part: string | null;
  readonly bin: number;
  readonly n: number;
}

const SECOND_MS = 1_000;

const SELECT = `select b.at, w.word as provider, b.channel, x.word as part, b.bin, b.n from (
    select at - at % $4 as at, provider, channel, part, bin, sum(n)::bigint as n from ${ALL_BINS} a
    where campaign = $1 and at >= $2 and at < $3 group by 1, 2, 3, 4, 5) b
  left join words w on w.id = b.provider left join words x on x.id = b.part
  order by b.at, b.provider, b.channel, b.part, b.bin`;

const GAPS = `select w.word as provider, g.from_at as "from", g.to_at as "to" from gaps g
  join words w on w.id = g.provider where coalesce(g.to_at, $1) >= $2`;

/** What was heard of a campaign's messages, by the time of their acceptance. */
export async function bins({ sql, now }: Reading, input: BinsInput): Promise<BinsAnswer> {
  const { campaign, since, until = Number.MAX_SAFE_INTEGER, grainMs = SECOND_MS } = input;
  const rows: (BinRow & { accepted: number; received: [number, number][] })[] = [];
  let last: StoredBin | undefined;
  for (const stored of await sql.all<StoredBin>(SELECT, campaign, since, until, grainMs)) {
    if (last === undefined || !isSameGrain(last, stored)) {
      rows.push({
        provider: stored.provider ?? "",
        channel: channelName(stored.channel),
        part: stored.part ?? "",
        at: stored.at,
        accepted: 0,
        received: [],
      });
    }
    const row = rows.at(-1);
    if (row !== undefined && stored.bin === ACCEPTED_BIN) row.accepted = stored.n;
    else row?.received.push([stored.bin, stored.n]);
    last = stored;
  }
  const deaf = await sql.all<{ provider: string; from: number; to: number | null }>(GAPS, now, since);
  return { rows, deaf: deaf.map(({ to, ...gap }) => ({ ...gap, to: to ?? undefined })), now };
}

function isSameGrain(a: StoredBin, b: StoredBin): boolean {
  return a.at === b.at && a.provider === b.provider && a.channel === b.channel && a.part === b.part;
}
