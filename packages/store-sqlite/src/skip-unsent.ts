import { PHASE } from "@relance/rules";
import { type Deafness, earliest } from "@relance/store-kit";
import { isAnybodyOpen } from "./counters.ts";
import { DeadlineWalk } from "./deadline-walk.ts";
import { dueRow } from "./due-row.ts";
import { numberAt } from "./sql.ts";
import { GRACE_MS } from "./watermark.ts";
import type { Work } from "./work.ts";

/** Campaigns that may still send, by how long before the deadline their ladder ends. */
const HANDOVERS = `select distinct json_extract(v.plan, '$.handoverMs') from versions v
  join campaigns c on c.id = v.campaign where c.state in (1, 2, 3, 4, 5)`;

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
  for (const values of work.sql.rows(HANDOVERS)) {
    const handoverMs = numberAt(values, 0);
    if (handoverMs === 0) continue; // the ladder ends with the deadline, and so does everybody in it
    const walk = new DeadlineWalk(work, `unsent_through.${handoverMs}`, limit);
    const isDone = walk.visit(limit + handoverMs, (row) => {
      const isMine = row.phase === PHASE.ready && work.version(row).plan.handoverMs === handoverMs;
      if (isMine) note(dueRow(work, row, deafness));
    });
    if (!isDone) return { isDone, nextDueAt };
    const next = isAnybodyOpen(work.sql) ? walk.next() : undefined;
    if (next !== undefined) nextDueAt = earliest(nextDueAt, next - handoverMs + GRACE_MS);
  }
  return { isDone: true, nextDueAt };
}
