import { PHASE } from "@relance/rules";
import { type Deafness, earliest } from "@relance/store-kit";
import { isAnybodyOpen } from "./counters.ts";
import { nextDeadline, walkDeadlines } from "./deadline-walk.ts";
import { dueRow } from "./due-row.ts";
import { numberAt } from "./sql.ts";
import { GRACE_MS } from "./watermark.ts";
import type { Work } from "./work.ts";

/** Campaigns that may still send, by how long before the deadline their ladder ends; 0 = it ends with the deadline. */
const HANDOVERS = `select distinct v.handover from versions v join campaigns c on c.id = v.campaign
  where c.state in (1, 2, 3, 4, 5) and v.handover > 0`;

/**
 * People behind a closed gate or a closed provider, at the moment after which their step can no longer start: the
 * ladder goes on without it. Later than that nobody becomes ready for such a step.
 */
export async function skipUnsent(
  work: Work,
  limit: number,
  deafness: Deafness,
  note: (cause: string | undefined) => void,
): Promise<{ readonly isDone: boolean; readonly nextDueAt: number | undefined }> {
  let nextDueAt: number | undefined;
  for (const values of await work.sql.rows(HANDOVERS)) {
    const handoverMs = numberAt(values, 0);
    const until = limit + handoverMs;
    const name = `unsent.${handoverMs}`;
    const step = await walkDeadlines(work, name, { from: limit, until, phases: [PHASE.ready] });
    await work.lanes.need(step.rows.map(({ lane }) => lane));
    for (const row of step.rows) {
      const isMine = row.phase === PHASE.ready && work.version(row).plan.handoverMs === handoverMs;
      if (isMine) note(dueRow(work, row, deafness));
    }
    if (!step.isDone) return { isDone: false, nextDueAt };
    const next = (await isAnybodyOpen(work.sql)) ? await nextDeadline(work, step.through) : undefined;
    if (next !== undefined) nextDueAt = earliest(nextDueAt, next - handoverMs + GRACE_MS);
  }
  return { isDone: true, nextDueAt };
}
