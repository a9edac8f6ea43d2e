import { PHASE } from "@relance/rules";
import { isAnybodyOpen } from "../counts/counters.ts";
import { earliest } from "../earliest.ts";
import type { Deafness } from "../inbox/deafness.ts";
import { GRACE_MS } from "../inbox/watermark.ts";
import { unsentMoments } from "../people/unsent-moments.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { nextDeadline, walkDeadlines } from "./deadline-walk.ts";
import { dueRow } from "./due-row.ts";

/** Versions of campaigns that may still send in which a step can be over before the deadline. */
const VERSIONS = `select v.id from versions v join campaigns c on c.id = v.campaign
  where c.state in (1, 2, 3, 4, 5) and (v.handover > 0 or strpos(v.plan, '"ifLate":"skip"') > 0)`;

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
  const { versions } = work.context;
  const ids = (await work.sql.rows(VERSIONS)).map((values) => numberAt(values, 0));
  await versions.need(work.sql, ids);
  for (const [momentMs, concerned] of unsentMoments(ids.map((id) => versions.get(id)))) {
    const until = limit + momentMs;
    const name = `unsent.${momentMs}`;
    const step = await walkDeadlines(work, name, { from: limit, until, phases: [PHASE.ready] });
    await work.lanes.need(step.rows.map(({ lane }) => lane));
    for (const row of step.rows) {
      if (row.phase === PHASE.ready && concerned.has(row.version)) note(dueRow(work, row, deafness, limit));
    }
    if (!step.isDone) return { isDone: false, nextDueAt };
    const next = (await isAnybodyOpen(work.sql)) ? await nextDeadline(work, step.through) : undefined;
    if (next !== undefined) nextDueAt = earliest(nextDueAt, next - momentMs + GRACE_MS);
  }
  return { isDone: true, nextDueAt };
}
