import type { AuditAnswer, AuditFinding } from "@relance/spec";
import { compare, countAtOnce, countRange, END } from "../counts/recounting.ts";
import { liveness } from "../due/liveness.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** A count in one transaction holds the writer for a moment: it is taken this seldom. */
const AT_ONCE_EVERY_MS = 60_000;

/**
 * Recounts every row against the counters, a range at a time, while others write: rows that were counted already
 * report what changes about them. The last page compares, and proves that every due time is honoured (R14, R15).
 */
export function audit(
  work: Work,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): AuditAnswer {
  const { recount } = work.context;
  if (cursor === undefined) begin(work);
  else if (cursor !== cursorOf(work)) return finish(work, lost(work));
  const checked = countRange(work, limit);
  if (recount.attemptsThrough < END) return { findings: [], cursor: cursorOf(work), checked };
  return { ...finish(work, compare(work, recount.counts)), checked };
}

function begin(work: Work): void {
  const { recount } = work.context;
  recount.counts.clear();
  recount.enrollmentsThrough = 0;
  recount.attemptsThrough = 0;
  recount.dataVersion = dataVersion(work);
}

function finish(work: Work, sums: readonly AuditFinding[]): AuditAnswer {
  const { recount } = work.context;
  recount.counts.clear();
  recount.enrollmentsThrough = -1;
  recount.attemptsThrough = -1;
  return { findings: [...sums, ...liveness(work)], cursor: undefined, checked: 0 };
}

/** Another process wrote, and did not report it: the sums are proven in one transaction, now and then. */
function lost(work: Work): AuditFinding[] {
  const { recount } = work.context;
  if (work.liveNow - recount.atOnceAt < AT_ONCE_EVERY_MS) return [];
  recount.atOnceAt = work.liveNow;
  return compare(work, countAtOnce(work));
}

function cursorOf(work: Work): string {
  const { enrollmentsThrough, attemptsThrough, dataVersion: version } = work.context.recount;
  return version === dataVersion(work) ? `${version}.${enrollmentsThrough}.${attemptsThrough}` : "";
}

/** Changes when another process commits. */
function dataVersion(work: Work): number {
  return numberAt(work.sql.row("pragma data_version") ?? [0], 0);
}
