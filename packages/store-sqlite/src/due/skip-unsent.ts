import { PHASE } from "@relance/rules";
import { type Deafness, earliest, unsentMoments } from "@relance/store";
import { isAnybodyOpen } from "../counts/counters.ts";
import { GRACE_MS } from "../inbox/watermark.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { DeadlineWalk } from "./deadline-walk.ts";
import { dueRow } from "./due-row.ts";

/** Versions of campaigns that may still send in which a step can be over before the deadline. */
const VERSIONS = `select v.id from versions v join campaigns c on c.id = v.campaign where c.state in (1, 2, 3, 4, 5)
  and (json_extract(v.plan, '$.handoverMs') > 0 or json_extract(v.plan, '$.ifLate') = 'skip')`;

/**
 * People behind a closed gate or a closed provider, at the moment after which their step can no longer start: the
 * ladder goes on without it. Later than that nobody becomes ready for such a step.
 */
export function skipUnsent(
  work: Work,
  limit: number,
  deafness: Deafness,
  note: (cause: string | undefined) => void,
): { readonly isDone: boolean; readonly nextDueAt: number | undefined } {
  let nextDueAt: number | undefined;
  const versions = work.sql.rows(VERSIONS).map((values) => work.context.versions.get(numberAt(values, 0)));
  for (const [momentMs, concerned] of unsentMoments(versions)) {
    const walk = new DeadlineWalk(work, `unsent_through.${momentMs}`, limit);
    const isDone = walk.visit(limit + momentMs, (row) => {
      if (row.phase === PHASE.ready && concerned.has(row.version)) note(dueRow(work, row, deafness, limit));
    });
    if (!isDone) return { isDone, nextDueAt };
    const next = isAnybodyOpen(work.sql) ? walk.next() : undefined;
    if (next !== undefined) nextDueAt = earliest(nextDueAt, next - momentMs + GRACE_MS);
  }
  return { isDone: true, nextDueAt };
}
