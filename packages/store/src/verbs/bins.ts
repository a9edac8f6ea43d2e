import type { BinsAnswer, BinsInput } from "@relance/spec";
import { binRows, type StoredBin } from "../counts/bin-rows.ts";
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
