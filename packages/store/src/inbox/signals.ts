import { dateOf, type SignalItem, type TimelineEntry } from "@relance/spec";
import type { Reading } from "../transaction/reading.ts";

/** Most hints of one person that are shown; a scanner makes many. */
const MAX_SIGNALS = 100;

const OF_PERSON = `with recursive chain (id) as (select $1::bigint
    union all select a.prev from attempts a join chain on a.id = chain.id where a.prev <> 0)
  select i.attempt, i.received_at as at, w.word as provider, i.item from chain join inbox i on i.attempt = chain.id
  left join words w on w.id = i.provider where i.type = 2 and i.item is not null order by i.id limit ${MAX_SIGNALS}`;

interface SignalRow {
  readonly attempt: number;
  readonly at: number;
  readonly provider: string | null;
  readonly item: string;
}

/** All hints about the attempts of one person, oldest first. Never decisive. */
export async function signalsOf({ sql, context }: Reading, lastAttempt: number): Promise<TimelineEntry[]> {
  if (lastAttempt === 0) return [];
  const rows = await sql.all<SignalRow>(OF_PERSON, lastAttempt);
  return rows.map(({ attempt, at, provider, item }) => {
    const { kind, detail } = JSON.parse(item) as SignalItem;
    return {
      at: dateOf(at),
      type: `signal.${kind}`,
      attemptId: context.attemptIds.idOf(attempt),
      provider: provider ?? "",
      detail,
    };
  });
}
