import type { AuditFinding } from "@relance/spec";
import { COUNTER, evidenceNumber, stateKey } from "@relance/store";
import type { Recount } from "../transaction/context.ts";
import { numberAt, type Row } from "../transaction/sql.ts";
import { recounted, type Work } from "../transaction/work.ts";

const PEOPLE = "select campaign, state, cause, 1, id from enrollments where id > ? order by id limit ?";
const ATTEMPTS = `select campaign, step, provider, state, bits, channel, 1, id from attempts
  where id > ? order by id limit ?`;
const ALL_PEOPLE = "select campaign, state, cause, count(*) from enrollments group by 1, 2, 3";
const ALL_ATTEMPTS = `select campaign, step, provider, state, bits, channel, count(*) from attempts
  group by 1, 2, 3, 4, 5, 6`;
const COUNTERS = "select campaign, kind, step, provider, a, b, n from counters where kind in (2, 3)";

/** Everything was read: ids never get here. */
export const END: number = Number.MAX_SAFE_INTEGER;

/** None is under way. */
export function noRecount(): Recount {
  return {
    enrollmentsThrough: -1,
    attemptsThrough: -1,
    dataVersion: 0,
    atOnceAt: Number.NEGATIVE_INFINITY,
    counts: new Map(),
  };
}

function addPeople(counts: Recount["counts"], row: Row): void {
  const state = numberAt(row, 1);
  const key = stateKey(state, numberAt(row, 2));
  recounted(counts, numberAt(row, 0), COUNTER.states, 0, 0, state, key, numberAt(row, 3));
}

function addAttempts(counts: Recount["counts"], row: Row): void {
  const [campaign, step, provider, state] = [0, 1, 2, 3].map((column) => numberAt(row, column));
  const evidence = evidenceNumber(numberAt(row, 4), numberAt(row, 5));
  recounted(
    counts,
    campaign ?? 0,
    COUNTER.attempts,
    step ?? 0,
    provider ?? 0,
    state ?? 0,
    evidence,
    numberAt(row, 6),
  );
}

/** Counts the next range of people, then of attempts. */
export function countRange({ sql, context }: Work, limit: number): number {
  const { recount } = context;
  if (recount.enrollmentsThrough < END) {
    const rows = sql.rows(PEOPLE, recount.enrollmentsThrough, limit);
    for (const row of rows) addPeople(recount.counts, row);
    recount.enrollmentsThrough = placeAfter(rows, limit, 4);
    return rows.length;
  }
  const rows = sql.rows(ATTEMPTS, recount.attemptsThrough, limit);
  for (const row of rows) addAttempts(recount.counts, row);
  recount.attemptsThrough = placeAfter(rows, limit, 7);
  return rows.length;
}

function placeAfter(rows: readonly Row[], limit: number, column: number): number {
  const last = rows.at(-1);
  return last === undefined || rows.length < limit ? END : numberAt(last, column);
}

/** Counts everything inside this one transaction. */
export function countAtOnce({ sql }: Work): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of sql.rows(ALL_PEOPLE)) addPeople(counts, row);
  for (const row of sql.rows(ALL_ATTEMPTS)) addAttempts(counts, row);
  return counts;
}

/** What the counters say against what was counted (R15). */
export function compare({ sql }: Work, counts: ReadonlyMap<string, number>): AuditFinding[] {
  const counted = new Map(counts);
  const findings: AuditFinding[] = [];
  for (const row of sql.rows(COUNTERS)) {
    const key = row.slice(0, 6).join(" ");
    const n = numberAt(row, 6);
    const found = counted.get(key) ?? 0;
    counted.delete(key);
    if (found !== n) findings.push({ rule: "R15", fact: `counter ${key} says ${n}, the rows say ${found}` });
  }
  for (const [key, n] of counted) {
    if (n !== 0) findings.push({ rule: "R15", fact: `no counter for ${key}, the rows say ${n}` });
  }
  return findings;
}
