import { dateOf, type SignalItem, type TimelineEntry } from "@relance/spec";
import type { StoreContext } from "../transaction/context.ts";

/** Most hints of one person that are shown; a scanner makes many. */
const MAX_SIGNALS = 100;

const LATEST =
  "select item from inbox where type = 2 and attempt = ? and item is not null order by id desc limit 1";

const OF_PERSON = `with recursive chain (id) as (select ?1 union all
  select a.prev from attempts a join chain on a.id = chain.id where a.prev <> 0)
  select i.attempt, i.received_at as at, i.provider, i.item from chain join inbox i on i.attempt = chain.id
  where i.type = 2 and i.item is not null order by i.id limit ?2`;

interface SignalRow {
  readonly attempt: number;
  readonly at: number;
  readonly provider: number;
  readonly item: string;
}

/** What was last hinted about an attempt. */
export function latestSignal({ sql }: StoreContext, attempt: number): SignalItem["kind"] | undefined {
  const row = sql.one<{ item: string }>(LATEST, attempt);
  return row === undefined ? undefined : (JSON.parse(row.item) as SignalItem).kind;
}

/** All hints about the attempts of one person, oldest first. Never decisive. */
export function signalsOf({ sql, words, attemptIds }: StoreContext, lastAttempt: number): TimelineEntry[] {
  if (lastAttempt === 0) return [];
  return sql.all<SignalRow>(OF_PERSON, lastAttempt, MAX_SIGNALS).map(({ attempt, at, provider, item }) => {
    const { kind, detail } = JSON.parse(item) as SignalItem;
    return {
      at: dateOf(at),
      type: `signal.${kind}`,
      attemptId: attemptIds.idOf(attempt),
      provider: words.wordOf(provider),
      detail,
    };
  });
}
