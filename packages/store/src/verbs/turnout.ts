import type { TurnoutInput, TurnoutRow } from "@relance/spec";
import { NOT_GOT_BITS } from "../inbox/evidence-masks.ts";
import { channelName } from "../people/contacts.ts";
import type { Reading } from "../transaction/reading.ts";

const SELECT = `select t.channel, t.step, t.people, t.answered, w.word as provider, coalesce(x.word, '') as part from (
    select a.provider, a.channel, a.part, a.step, count(*) as people, count(*) filter (where exists(
        select 1 from acknowledgements k where k.enrollment = a.enrollment and k.enrollment > 0
          and k.is_revoke = 0 and k.received_at < a.accepted_at + $4)) as answered
    from attempts a
    where a.submitted_at >= $2 and a.submitted_at < $3 and a.campaign = $1 and a.state = 1 and (a.bits & ${NOT_GOT_BITS}) = 0
      and (a.prev = 0 or not exists(select 1 from attempts p where p.id = a.prev and p.step = a.step))
    group by 1, 2, 3, 4) t
  join words w on w.id = t.provider left join words x on x.id = t.part
  order by t.step, t.provider, t.channel, t.part`;

type StoredRow = Omit<TurnoutRow, "channel"> & { readonly channel: number };

/** How many of the people of each slice answered, of those messaged within a stretch of time. */
export async function turnout({ sql }: Reading, input: TurnoutInput): Promise<readonly TurnoutRow[]> {
  const { campaign, since, until, withinMs } = input;
  const rows = await sql.all<StoredRow>(SELECT, campaign, since, until, withinMs);
  return rows.map(({ channel, ...row }) => ({ ...row, channel: channelName(channel) }));
}
