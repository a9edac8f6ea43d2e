import type { BinRow, BinsAnswer, BinsInput } from "@relance/spec";
import { ACCEPTED_BIN, channelName } from "@relance/store-kit";
import type { StoreContext } from "../context.ts";

interface StoredBin {
  readonly at: number;
  readonly provider: number;
  readonly channel: number;
  readonly part: number;
  readonly bin: number;
  readonly n: number;
}

const SELECT = `select at - at % ?4 as at, provider, channel, part, bin, sum(n) as n from bins
  where campaign = ?1 and at >= ?2 and at < ?3 group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`;
const SECOND_MS = 1_000;

const GAPS = `select w.word as provider, g.from_at as "from", g.to_at as "to" from gaps g join words w on w.id = g.provider
  where coalesce(g.to_at, ?1) >= ?2`;

/** What was heard of a campaign's messages, by the time of their acceptance. */
export function bins(context: StoreContext, input: BinsInput): BinsAnswer {
  const { campaign, since, until = Number.MAX_SAFE_INTEGER, grainMs = SECOND_MS } = input;
  const { sql, words, clocks } = context;
  const now = Math.floor(clocks.now());
  const rows: (BinRow & { accepted: number; received: [number, number][] })[] = [];
  let last: StoredBin | undefined;
  for (const stored of sql.all<StoredBin>(SELECT, campaign, since, until, grainMs)) {
    if (last === undefined || !isSameSecond(last, stored)) {
      rows.push({
        provider: words.wordOf(stored.provider),
        channel: channelName(stored.channel),
        part: stored.part === 0 ? "" : words.wordOf(stored.part),
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
  const deaf = sql.all<{ provider: string; from: number; to: number | null }>(GAPS, now, since);
  return { rows, deaf: deaf.map(({ to, ...gap }) => ({ ...gap, to: to ?? undefined })), now };
}

function isSameSecond(a: StoredBin, b: StoredBin): boolean {
  return a.at === b.at && a.provider === b.provider && a.channel === b.channel && a.part === b.part;
}
