import { ATTEMPT, EVIDENCE_BIT } from "@relance/rules";
import { channelNumbered, type Ledger, type ResponseCountRow, type ResponseCountsInput } from "@relance/spec";
import { type CampaignRow, type CounterRow, ledgerOf } from "../moves/ledger.ts";
import { NOT_GOT_BITS } from "../rows/attempt-facts.ts";
import { readBudgets } from "../rows/budgets.ts";
import { COUNTER } from "../rows/counters.ts";
import { numberAt } from "../rows/sql.ts";
import type { Reading } from "../work/work.ts";
import { errors } from "./receipts.ts";

const { undeliveredTemporary, undeliveredPermanent, overdue, captured } = EVIDENCE_BIT;
/** Bits of a message that moved its recipient to another vendor. */
const FAILED_BITS = undeliveredTemporary | undeliveredPermanent | overdue;
/** SQL: messages with their acknowledgement in time: 2 by link or reply, 1 by another way, null for none. */
const MESSAGES = `select a.id, a.enrollment, a.prev, a.provider, a.channel, a.destination, a.step,
    (a.bits & ${NOT_GOT_BITS}) = 0 as is_got,
    (a.prev = 0 or not exists(select 1 from attempts p where p.id = a.prev and (p.bits & ${FAILED_BITS}) <> 0)) as is_unled,
    a.first_final < a.accepted_at + $4 as has_receipt,
    (select max(case when k.method in ('link', 'reply') then 2 else 1 end) from acknowledgements k
      where k.enrollment = a.enrollment and k.enrollment > 0 and k.is_revoke = 0
        and k.received_at < a.accepted_at + $4) as answered
  from attempts a
  where a.submitted_at >= $2 and a.submitted_at < $3 and a.campaign = $1 and a.state = ${ATTEMPT.accepted}
    and (a.bits & ${captured}) = 0
    and (a.prev = 0 or not exists(select 1 from attempts p where p.id = a.prev and p.step = a.step))`;

/** True if the message provably arrived: its recipient answered by link or reply, and had no other message. */
const IS_PROVEN = `m.answered = 2 and m.prev = 0
  and exists(select 1 from enrollments e where e.id = m.enrollment and e.last_attempt = m.id)`;

const SELECT = `with m as materialized (${MESSAGES}), t as (
    select m.provider, m.channel, m.destination, m.step, count(*) filter (where m.is_got) as people,
      count(*) filter (where m.is_got and m.answered > 0) as answered,
      count(*) filter (where m.is_unled) as messages,
      count(*) filter (where m.is_unled and m.has_receipt) as receipts,
      count(*) filter (where ${IS_PROVEN}) as proven,
      count(*) filter (where m.has_receipt and ${IS_PROVEN}) as proven_receipts
    from m group by 1, 2, 3, 4)
  select t.channel, t.step, t.people, t.answered, t.messages, t.receipts, t.proven,
    t.proven_receipts as "provenReceipts", w.word as provider, coalesce(x.word, '') as destination
  from t join words w on w.id = t.provider left join words x on x.id = t.destination
  order by t.step, t.provider, t.channel, t.destination`;

type StoredRow = Omit<ResponseCountRow, "channel"> & { readonly channel: number };

export async function responseCounts(
  { sql }: Reading,
  input: ResponseCountsInput,
): Promise<readonly ResponseCountRow[]> {
  const { campaign, since, until, withinMs } = input;
  const rows = await sql.all<StoredRow>(SELECT, campaign, since, until, withinMs);
  return rows.map(({ channel, ...row }) => ({ ...row, channel: channelNumbered(channel) }));
}

const OWED = `select a.id from workers w join attempts a on a.worker = w.id and a.state = ${ATTEMPT.submitting}
  where w.incarnation = $1 and w.role = 'worker' order by a.id`;

export async function pendingAttempts({ sql, context }: Reading, worker: string): Promise<readonly string[]> {
  return (await sql.rows(OWED, worker)).map((row) => context.attemptIds.idOf(numberAt(row, 0)));
}

const CAMPAIGNS = `select id, tenant, name, occurrence, state, extended, amended from campaigns
  where $1::int is null or id = $1 order by id`;

/** Reads folded and unfolded counters in one snapshot, because a fold between two reads would falsify the sums. */
const COUNTERS = `select c.campaign, c.kind, c.step, w.word, c.a, c.b, c.n from (
    select campaign, kind, step, provider, a, b, sum(n)::bigint as n from all_counters d
    where kind < ${COUNTER.bins} and ($1::int is null or campaign = $1) group by 1, 2, 3, 4, 5, 6 having sum(n) <> 0) c
  left join words w on w.id = c.provider order by 1, 2, 3, 4, 5, 6`;

/** Reads ledgers in a time that depends on the number of counters, not of recipients. */
export async function count(
  { sql }: Pick<Reading, "sql">,
  campaign?: number,
  options: { readonly errors?: boolean | undefined } = {},
): Promise<readonly Ledger[]> {
  const campaigns = await sql.all<CampaignRow>(CAMPAIGNS, campaign ?? null);
  const counters = Map.groupBy(await sql.all<CounterRow>(COUNTERS, campaign ?? null), (counter) => counter.campaign);
  const budgets = await readBudgets(sql, campaign);
  const ledgers = campaigns.map((row) => ledgerOf(row, counters.get(row.id) ?? [], budgets.get(row.id)));
  if (options.errors !== true) return ledgers;
  return Promise.all(ledgers.map(async (ledger) => ({ ...ledger, errors: await errors(sql, ledger.campaign) })));
}
