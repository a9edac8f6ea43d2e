import { FLAG } from "@relance/rules";
import type { ReportEntry } from "../inbox/report-entry.ts";
import { isForgotten } from "../people/forgotten.ts";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** What is not kept of a batch: requests that tell of somebody who was forgotten, whoever else they tell of. */
export interface HiddenReports {
  readonly reports: ReadonlySet<ReportEntry>;
  readonly requests: ReadonlySet<Uint8Array>;
}

const SIGNALLED = `select a.id from attempts a join enrollments e on e.id = a.enrollment
  where a.id = any($1::bigint[]) and (e.flags & ${FLAG.forgotten}) <> 0`;

/** @param found - the attempt of each, held where nobody else held it; the others are looked at again in `fold` */
export async function hiddenAmong(
  work: Work,
  items: readonly ReportEntry[],
  found: readonly number[],
): Promise<HiddenReports> {
  const signalled = items.flatMap(({ item }) =>
    item.type === "signal" ? (work.context.attemptIds.numberOf(item.attemptId ?? "") ?? []) : [],
  );
  const rows = signalled.length === 0 ? [] : await work.sql.rows(SIGNALLED, listOf(signalled));
  const theirs = new Set(rows.map((row) => numberAt(row, 0)));
  const isHidden = ({ item }: ReportEntry, place: number) => {
    if (item.type === "signal")
      return theirs.has(work.context.attemptIds.numberOf(item.attemptId ?? "") ?? 0);
    const attempt = work.attempts.get(found[place] ?? 0);
    return isForgotten(work.rows.get(attempt?.enrollment ?? 0));
  };
  const reports = new Set(items.filter(isHidden));
  return { reports, requests: new Set([...reports].flatMap(({ raw }) => raw ?? [])) };
}
