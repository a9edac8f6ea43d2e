import type { TurnoutInput, TurnoutRow } from "@relance/spec";
import { channelName, NOT_GOT_BITS } from "@relance/store";
import type { StoreContext } from "../transaction/context.ts";
import type { Sql } from "../transaction/sql.ts";

/** Numbers of attempts follow the store's clock, so a stretch of time is a stretch of numbers: no other row is read. */
const SELECT = `select a.provider, a.channel, a.part, a.step, count(*) as people, sum(exists(
    with recursive chain(id) as (select e.last_ack union all
      select k.prev from chain c join acknowledgements k on k.id = c.id where k.prev > 0)
    select 1 from chain c join acknowledgements k on k.id = c.id
      where k.is_revoke = 0 and k.received_at < a.accepted_at + ?4)) as answered
  from attempts a join enrollments e on e.id = a.enrollment
  where a.id >= ?2 and a.id < ?3 and a.campaign = ?1 and a.state = 1 and (a.bits & ${NOT_GOT_BITS}) = 0
    and (a.prev = 0 or not exists(select 1 from attempts p where p.id = a.prev and p.step = a.step))
  group by 1, 2, 3, 4 order by a.step, a.provider, a.channel, a.part`;

interface StoredRow {
  readonly provider: number;
  readonly channel: number;
  readonly part: number;
  readonly step: number;
  readonly people: number;
  readonly answered: number;
}

/** How many of the people of each slice answered, of those messaged within a stretch of time. */
export function turnout({ sql, words }: StoreContext, input: TurnoutInput): readonly TurnoutRow[] {
  const { campaign, since, until, withinMs } = input;
  const from = firstSince(sql, since);
  const to = firstSince(sql, until);
  return sql
    .all<StoredRow>(SELECT, campaign, from, to, withinMs)
    .map(({ provider, channel, part, ...row }) => ({
      ...row,
      provider: words.wordOf(provider),
      channel: channelName(channel),
      part: part === 0 ? "" : words.wordOf(part),
    }));
}

const NEXT = "select id, submitted_at as at from attempts where id >= ? order by id limit 1";

/** The first attempt handed over at an instant or later, found by halving. */
function firstSince(sql: Sql, at: number): number {
  let low = 0;
  let high = ((sql.row("select max(id) from attempts")?.[0] as number | null | undefined) ?? 0) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const next = sql.one<{ id: number; at: number }>(NEXT, middle);
    if (next === undefined || next.at >= at) high = middle;
    else low = next.id + 1;
  }
  return low;
}
