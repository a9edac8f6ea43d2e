import type { AuditAnswer, AuditFinding } from "@relance/spec";
import { COUNTER } from "../counters.ts";
import { evidenceNumber } from "../evidence-number.ts";
import { liveness } from "../liveness.ts";
import { numberAt } from "../sql.ts";
import { recounted, stateKey, type Work } from "../work.ts";

const PEOPLE = "select id, campaign, state, cause from enrollments where id > ? order by id limit ?";
const ATTEMPTS =
  "select id, campaign, step, provider, state, bits, channel from attempts where id > ? order by id limit ?";
const COUNTERS = "select campaign, kind, step, provider, a, b, n from counters where kind in (2, 3)";

/** Nothing more to read: ids never get here. */
const END = Number.MAX_SAFE_INTEGER;

/**
 * Recounts every row against the counters, a range at a time, while others write: rows that were counted already
 * report what changes about them. The last page compares, and proves that every due time is honoured (R14, R15).
 */
export function audit(
  work: Work,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): AuditAnswer {
  const { recount } = work.context;
  const isLost = cursor !== undefined && cursor !== cursorOf(work);
  if (cursor === undefined || isLost) begin(work);
  let checked = 0;
  if (recount.enrollmentsThrough < END) checked = countPeople(work, limit);
  else if (recount.attemptsThrough < END) checked = countAttempts(work, limit);
  if (recount.attemptsThrough < END) return { findings: [], cursor: cursorOf(work), checked };
  const findings = [...compare(work), ...liveness(work)];
  recount.counts.clear();
  recount.enrollmentsThrough = -1;
  recount.attemptsThrough = -1;
  return { findings, cursor: undefined, checked };
}

function begin(work: Work): void {
  const { recount } = work.context;
  recount.counts.clear();
  recount.enrollmentsThrough = 0;
  recount.attemptsThrough = 0;
  recount.dataVersion = dataVersion(work);
}

/** Another process that writes does not report its changes: its commits make a recount begin anew. */
function cursorOf(work: Work): string {
  const { enrollmentsThrough, attemptsThrough, dataVersion: version } = work.context.recount;
  return version === dataVersion(work) ? `${version}.${enrollmentsThrough}.${attemptsThrough}` : "";
}

function dataVersion(work: Work): number {
  return numberAt(work.sql.row("pragma data_version") ?? [0], 0);
}

function countPeople(work: Work, limit: number): number {
  const { recount } = work.context;
  const rows = work.sql.rows(PEOPLE, recount.enrollmentsThrough, limit);
  for (const row of rows) {
    const state = numberAt(row, 2);
    recounted(
      recount.counts,
      numberAt(row, 1),
      COUNTER.states,
      0,
      0,
      state,
      stateKey(state, numberAt(row, 3)),
      1,
    );
  }
  const last = rows.at(-1);
  recount.enrollmentsThrough = last === undefined || rows.length < limit ? END : numberAt(last, 0);
  return rows.length;
}

function countAttempts(work: Work, limit: number): number {
  const { recount } = work.context;
  const rows = work.sql.rows(ATTEMPTS, recount.attemptsThrough, limit);
  for (const row of rows) {
    const evidence = evidenceNumber(numberAt(row, 5), numberAt(row, 6));
    const [step, provider, state] = [numberAt(row, 2), numberAt(row, 3), numberAt(row, 4)];
    recounted(recount.counts, numberAt(row, 1), COUNTER.attempts, step, provider, state, evidence, 1);
  }
  const last = rows.at(-1);
  recount.attemptsThrough = last === undefined || rows.length < limit ? END : numberAt(last, 0);
  return rows.length;
}

function compare(work: Work): AuditFinding[] {
  const counted = new Map(work.context.recount.counts);
  const findings: AuditFinding[] = [];
  for (const row of work.sql.rows(COUNTERS)) {
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
