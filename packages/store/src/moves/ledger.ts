import {
  ATTEMPT_STATES,
  type AttemptCount,
  type BinRow,
  type BinsAnswer,
  type BinsInput,
  CAUSES,
  channelNumbered,
  dateOf,
  ENROLLMENT_STATES,
  type EnrollmentState,
  EVIDENCE,
  LATENESS_EDGES_S,
  type Ledger,
  UNREACHED_STATES,
} from "@relance/spec";
import { type BudgetRow, budgetOf } from "../rows/budgets.ts";
import { ACCEPTED_BIN, CAPTURED_BIN, COUNTER, ROW, TOTAL } from "../rows/counters.ts";
import { CAMPAIGN_STATES } from "../rows/versions.ts";
import type { WordBook } from "../rows/words.ts";
import type { Reading } from "../work/work.ts";
import { NAMED_GAPS } from "./ingress.ts";

const SECOND_MS = 1_000;

const SELECT = `select at - at % $4, provider, a, destination, b, sum(n)::bigint from all_counters c
  where kind = ${COUNTER.bins} and campaign = $1 and at >= $2 and at < $3 group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`;

const GAPS = `${NAMED_GAPS} where coalesce(g.to_at, $1) >= $2`;

export async function bins({ words, sql, now }: Reading, input: BinsInput): Promise<BinsAnswer> {
  const { campaign, since, until = Number.MAX_SAFE_INTEGER, grainMs = SECOND_MS } = input;
  const stored = (await sql.rows(SELECT, campaign, since, until, grainMs)) as unknown as StoredBin[];
  await words.know(new Set(stored.flatMap(([, provider, , destination]) => [provider, destination])));
  const rows = binRows(stored, words);
  const downtime = await sql.all<{ id: number; provider: string; from: number; to: number | null }>(GAPS, now, since);
  return { rows, downtime: downtime.map(({ id: _, to, ...gap }) => ({ ...gap, to: to ?? undefined })), now };
}

/** Columns: at, provider, channel, destination (0 if small), bin, n. Rows of one time slice are adjacent. */
type StoredBin = readonly [number, number, number, number, number, number];

function binRows(stored: readonly StoredBin[], words: WordBook): BinRow[] {
  const rows: (BinRow & { accepted: number; captured: number; received: [number, number][] })[] = [];
  let last: StoredBin | undefined;
  for (const one of stored) {
    const [at, provider, channel, destination, bin, n] = one;
    if (last === undefined || !isSameGrain(last, one)) {
      const of = {
        provider: words.wordOf(provider),
        channel: channelNumbered(channel),
        destination: words.wordOf(destination),
      };
      rows.push({ ...of, at, accepted: 0, captured: 0, received: [] });
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
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3];
}

export interface CampaignRow {
  readonly id: number;
  readonly tenant: string;
  readonly name: string;
  readonly occurrence: string;
  readonly state: number;
  readonly extended: number;
  readonly amended: number;
}

export interface CounterRow {
  readonly campaign: number;
  readonly kind: number;
  readonly step: number;
  readonly word: string | null;
  readonly a: number;
  readonly b: number;
  readonly n: number;
}

export function ledgerOf(
  campaign: CampaignRow,
  counters: readonly CounterRow[],
  budget?: BudgetRow | undefined,
): Ledger {
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
  const keyOf = ({ step, word, a, b }: CounterRow) => [step, word, a, b].join(" ");
  const further = new Map(of(COUNTER.segments).map((row) => [keyOf(row), row.n]));
  const attempts = of(COUNTER.attempts).map((row): AttemptCount => {
    const { step, word, a, b, n: count } = row;
    const state = ATTEMPT_STATES[a] ?? "submitting";
    const beyond = further.get(keyOf(row)) ?? 0;
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
    extendedTo: extended === 0 ? undefined : dateOf(extended),
    versions: amended === 0 ? [] : peopleOf(byNumber(COUNTER.versions), amended, audience.enrolled),
    audience,
    states,
    late: total(TOTAL.late),
    unreachedBy: Object.fromEntries([...unreachedBy].filter(([, n]) => n !== 0)),
    recalledBy: byName(COUNTER.recalled),
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
    ...(budget === undefined ? {} : { budget: budgetOf(budget) }),
    holds:
      people === audience.enrolled &&
      counted === total(TOTAL.attempts) &&
      refused === audience.refused &&
      [...Object.values(states), ...attempts.map(({ count }) => count)].every((n) => n >= 0),
  };
}

function peopleOf(moved: ReadonlyMap<number, number>, first: number, enrolled: number): Ledger["versions"] {
  const all = new Map(moved).set(first, enrolled + (moved.get(first) ?? 0));
  return [...all].sort(([a], [b]) => a - b).map(([version, people]) => ({ version, people }));
}
