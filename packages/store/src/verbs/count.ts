import { ATTEMPT, EVIDENCE_BIT } from "@relance/rules";
import {
  ATTEMPT_STATES,
  type AttemptCount,
  type BinRow,
  type BinsAnswer,
  type BinsInput,
  CAUSES,
  channelNumbered,
  ENROLLMENT_STATES,
  type EnrollmentState,
  EVIDENCE,
  LATENESS_EDGES_S,
  type Ledger,
  type ResponseCountRow,
  type ResponseCountsInput,
  toDate,
  UNREACHED_STATES,
} from "@relance/spec";
import { NAMED_GAPS } from "../moves/ingress.ts";
import { NOT_GOT_BITS } from "../rows/attempt-facts.ts";
import { type BudgetRow, readBudgets, toBudget } from "../rows/budgets.ts";
import { ACCEPTED_BIN, CAPTURED_BIN, COUNTER, ROW, TOTAL } from "../rows/counters.ts";
import { numbersIn, type StoredRow } from "../rows/sql.ts";
import type { StringTable } from "../rows/strings.ts";
import { CAMPAIGN_STATES } from "../rows/versions.ts";
import type { Reading } from "../work/work.ts";
import { errors } from "./read.ts";

const SECOND_MS = 1_000;

const SELECT = `select at - at % $4 as at, provider, a as channel, destination, b as bin, sum(n)::bigint as n
  from all_counters c
  where kind = ${COUNTER.bins} and campaign = $1 and at >= $2 and at < $3 group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`;

const GAPS = `${NAMED_GAPS} where coalesce(g.to_at, $1) >= $2`;

export async function bins({ strings, sql, now }: Reading, input: BinsInput): Promise<BinsAnswer> {
  const { campaign, since, until = Number.MAX_SAFE_INTEGER, grainMs = SECOND_MS } = input;
  const stored = await sql.all<StoredBin>(SELECT, campaign, since, until, grainMs);
  await strings.loadIds(new Set(stored.flatMap(({ provider, destination }) => [provider, destination])));
  const rows = binRows(stored, strings);
  const downtime = await sql.all<{ id: number; provider: string; from: number; to: number | null }>(GAPS, now, since);
  return { rows, downtime: downtime.map(({ id: _, to, ...gap }) => ({ ...gap, to: to ?? undefined })), now };
}

/** `destination` is 0 for small destinations. */
type StoredBin = StoredRow<"at" | "provider" | "channel" | "destination" | "bin" | "n">;

function binRows(stored: readonly StoredBin[], strings: StringTable): BinRow[] {
  const rows = new Map<string, BinRow & { accepted: number; captured: number; received: [number, number][] }>();
  for (const { at, provider, channel, destination, bin, n } of stored) {
    const key = `${at} ${provider} ${channel} ${destination}`;
    let row = rows.get(key);
    if (row === undefined) {
      const of = { provider: strings.textOf(provider), destination: strings.textOf(destination) };
      row = { ...of, channel: channelNumbered(channel), at, accepted: 0, captured: 0, received: [] };
      rows.set(key, row);
    }
    if (bin === ACCEPTED_BIN) row.accepted = n;
    else if (bin === CAPTURED_BIN) row.captured = n;
    else row.received.push([bin, n]);
  }
  return [...rows.values()];
}

type CampaignRow = StoredRow<"id" | "state" | "extended" | "amended", "tenant" | "name" | "occurrence">;
type CounterRow = StoredRow<"campaign" | "kind" | "step" | "a" | "b" | "n", never, "word">;

function toLedger(campaign: CampaignRow, counters: readonly CounterRow[], budget?: BudgetRow | undefined): Ledger {
  const byKind = Map.groupBy(counters, ({ kind }) => kind);
  const of = (kind: number) => byKind.get(kind) ?? [];
  const byNumber = (kind: number) => new Map(of(kind).map(({ a, n }) => [a, n]));
  const byName = (kind: number) => Object.fromEntries(of(kind).map(({ word, n }) => [word ?? "", n]));
  const rows = byNumber(COUNTER.rows);
  const totals = byNumber(COUNTER.totals);
  const refusedBy = byName(COUNTER.refused);
  const states = Object.fromEntries(ENROLLMENT_STATES.map((state) => [state, 0])) as Record<EnrollmentState, number>;
  const unreachedBy = new Map(Object.entries(refusedBy));
  const unreached = (reason: string, n: number) => unreachedBy.set(reason, (unreachedBy.get(reason) ?? 0) + n);
  for (const { word, n } of of(COUNTER.settledRefusals)) unreached(word ?? "", -n);
  for (const { a, b, n } of of(COUNTER.states)) {
    const state = ENROLLMENT_STATES[a] ?? "pending";
    states[state] += n;
    if (UNREACHED_STATES.includes(state)) unreached(CAUSES[b] ?? "none", n);
  }
  const counterKey = ({ step, word, a, b }: CounterRow) => [step, word, a, b].join(" ");
  const further = new Map(of(COUNTER.segments).map((row) => [counterKey(row), row.n]));
  const attempts = of(COUNTER.attempts).map((row): AttemptCount => {
    const { step, word, a, b, n: count } = row;
    const state = ATTEMPT_STATES[a] ?? "submitting";
    const beyond = further.get(counterKey(row)) ?? 0;
    const attempt = { step, provider: word ?? "", state, evidence: EVIDENCE[b] ?? "none", count };
    return beyond === 0 ? attempt : { ...attempt, segments: count + beyond };
  });
  const read = (kind: number) => rows.get(kind) ?? 0;
  const total = (kind: number) => totals.get(kind) ?? 0;
  const audience = {
    rows: [...rows.values()].reduce((sum, n) => sum + n, 0),
    enrolled: read(ROW.new),
    repeated: read(ROW.same) + read(ROW.contactChanged) + read(ROW.repeated),
    refused: read(ROW.refused),
    refusedBy,
  };
  const people = Object.values(states).reduce((sum, n) => sum + n, 0);
  const counted = attempts.reduce((sum, { count }) => sum + count, 0);
  const refused = Object.values(refusedBy).reduce((sum, n) => sum + n, 0);
  const { id, tenant, name, occurrence, state, extended, amended } = campaign;
  return {
    campaign: id,
    tenant,
    name,
    occurrence,
    state: CAMPAIGN_STATES[state] ?? "draft",
    extendedTo: extended === 0 ? undefined : toDate(extended),
    versions: amended === 0 ? [] : countByVersion(byNumber(COUNTER.versions), amended, audience.enrolled),
    audience,
    states,
    late: total(TOTAL.late),
    unreachedBy: Object.fromEntries([...unreachedBy].filter(([, n]) => n !== 0)),
    capturedBy: byName(COUNTER.captured),
    answers: byName(COUNTER.answers),
    attempts,
    totals: {
      attempts: total(TOTAL.attempts),
      supersededInFlight: total(TOTAL.superseded),
      contradictory: total(TOTAL.contradictory),
      unreconciled: total(TOTAL.unreconciled),
      compressed: total(TOTAL.compressed),
      skipped: total(TOTAL.skipped),
    },
    lateness: of(COUNTER.lateness).map(({ step, a, n }) => ({ step, upToS: LATENESS_EDGES_S[a], count: n })),
    ...(budget === undefined ? {} : { budget: toBudget(budget) }),
    holds:
      people === audience.enrolled &&
      counted === total(TOTAL.attempts) &&
      refused === audience.refused &&
      [...Object.values(states), ...attempts.map(({ count }) => count)].every((n) => n >= 0),
  };
}

function countByVersion(moved: ReadonlyMap<number, number>, first: number, enrolled: number): Ledger["versions"] {
  const all = new Map(moved).set(first, enrolled + (moved.get(first) ?? 0));
  return [...all].sort(([a], [b]) => a - b).map(([version, people]) => ({ version, people }));
}

const { undeliveredTemporary, undeliveredPermanent, overdue, captured } = EVIDENCE_BIT;
const FAILED_BITS = undeliveredTemporary | undeliveredPermanent | overdue;
/** SQL: messages, with 2 if acknowledged in time by link or reply, 1 if in another way, null if not. */
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

/** True if the message provably arrived: its recipient answered by link or reply, and got no other message. */
const IS_PROVEN = `m.answered = 2 and m.prev = 0
  and exists(select 1 from enrollments e where e.id = m.enrollment and e.last_attempt = m.id)`;

const RESPONSES = `with m as materialized (${MESSAGES}), t as (
    select m.provider, m.channel, m.destination, m.step, count(*) filter (where m.is_got) as people,
      count(*) filter (where m.is_got and m.answered > 0) as answered,
      count(*) filter (where m.is_unled) as messages,
      count(*) filter (where m.is_unled and m.has_receipt) as receipts,
      count(*) filter (where ${IS_PROVEN}) as proven,
      count(*) filter (where m.has_receipt and ${IS_PROVEN}) as proven_receipts
    from m group by 1, 2, 3, 4)
  select t.channel, t.step, t.people, t.answered, t.messages, t.receipts, t.proven,
    t.proven_receipts as "provenReceipts", w.text as provider, coalesce(x.text, '') as destination
  from t join strings w on w.id = t.provider left join strings x on x.id = t.destination
  order by t.step, t.provider, t.channel, t.destination`;

type StoredCount = Omit<ResponseCountRow, "channel"> & { readonly channel: number };

export async function responseCounts(
  { sql }: Reading,
  input: ResponseCountsInput,
): Promise<readonly ResponseCountRow[]> {
  const { campaign, since, until, withinMs } = input;
  const rows = await sql.all<StoredCount>(RESPONSES, campaign, since, until, withinMs);
  return rows.map(({ channel, ...row }) => ({ ...row, channel: channelNumbered(channel) }));
}

const OWED = `select a.id from workers w join attempts a on a.worker = w.id and a.state = ${ATTEMPT.submitting}
  where w.incarnation = $1 and w.role = 'worker' order by a.id`;

export async function pendingAttempts({ sql, context }: Reading, worker: string): Promise<readonly string[]> {
  return numbersIn(await sql.rows(OWED, worker)).map((id) => context.attemptIds.idOf(id));
}

const CAMPAIGNS = `select id, tenant, name, occurrence, state, extended, amended from campaigns
  where $1::int is null or id = $1 order by id`;

/** Reads folded and unfolded counters in one snapshot, because a fold between two reads would change the sums. */
const COUNTERS = `select c.campaign, c.kind, c.step, w.text as word, c.a, c.b, c.n from (
    select campaign, kind, step, provider, a, b, sum(n)::bigint as n from all_counters d
    where kind < ${COUNTER.bins} and ($1::int is null or campaign = $1) group by 1, 2, 3, 4, 5, 6 having sum(n) <> 0) c
  left join strings w on w.id = c.provider order by 1, 2, 3, 4, 5, 6`;

/** Reads ledgers. The duration depends on the number of counters, not of recipients. */
export async function count(
  { sql }: Pick<Reading, "sql">,
  campaign?: number,
  options: { readonly errors?: boolean | undefined } = {},
): Promise<readonly Ledger[]> {
  const campaigns = await sql.all<CampaignRow>(CAMPAIGNS, campaign ?? null);
  const counters = Map.groupBy(await sql.all<CounterRow>(COUNTERS, campaign ?? null), (counter) => counter.campaign);
  const budgets = await readBudgets(sql, campaign);
  const ledgers = campaigns.map((row) => toLedger(row, counters.get(row.id) ?? [], budgets.get(row.id)));
  if (options.errors !== true) return ledgers;
  return Promise.all(ledgers.map(async (ledger) => ({ ...ledger, errors: await errors(sql, ledger.campaign) })));
}
