import type { AuditFinding } from "@relance/spec";
import { ANSWERS_NOBODY, INBOX_PATIENCE_MS, livenessFindings, PATIENCE_MS } from "@relance/store";
import { watermark } from "../inbox/watermark.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { uncarried } from "../workers/uncarried.ts";
import { isClockStepping } from "./clock-step.ts";

const STUCK = "select count(*) from inbox where fold = 0 and received_at < ?";

const OVERDUE = "select count(*) from enrollments where phase in (3, 4, 5) and due_at < ?";

/** Open lanes with somebody due, that no free slot of those who can carry them looked at for a while. */
const STARVED = `select w.word from lanes l join words w on w.id = l.provider
  left join providers p on p.provider = l.provider
  where l.gate = 1 and l.claimed_at < ?1 and coalesce(p.closed_until, 0) <= ?2
  and exists (select 1 from enrollments e where e.phase = 1 and e.lane = l.id and e.due_at < ?1
    and e.ord < l.released_through)
  and exists (select 1 from workers k, json_each(k.providers) j
    where k.role = 'worker' and k.is_gone = 0 and k.live_until > ?3 and j.value = w.word)`;

/** Open lanes with somebody due, over a provider that takes nothing: known, and nobody's plan. */
const SILENT = `select distinct w.word from lanes l join words w on w.id = l.provider
  join providers p on p.provider = l.provider and ${ANSWERS_NOBODY}
  where l.gate = 1 and exists (select 1 from enrollments e where e.phase = 1 and e.lane = l.id and e.due_at < ?1
    and e.ord < l.released_through)`;

const ANYBODY = "select 1 from workers where role = 'worker' and is_gone = 0 and live_until > ? limit 1";

const UNREVIEWED = `select w.word from lanes l join words w on w.id = l.provider join campaigns c on c.id = l.campaign
  where l.gate = 0 and c.state in (3, 4, 5) and (l.review_at is null or l.review_at < ?)
  and exists (select 1 from enrollments e where e.phase = 1 and e.lane = l.id)`;

/** A pilot that nobody looks at again keeps the others waiting for ever. */
const UNRELEASED = `select w.word from lanes l join words w on w.id = l.provider join campaigns c on c.id = l.campaign
  where l.gate = 1 and c.state in (3, 4, 5) and l.released_through < 2147483648
  and (l.release_review_at is null or l.release_review_at < ?)
  and exists (select 1 from enrollments e where e.phase = 1 and e.lane = l.id and e.ord >= l.released_through)`;

const ABANDONED = `select count(*) from attempts a left join workers w on w.id = a.worker
  where a.state = 0 and (w.id is null or w.live_until < ?)`;

/** Everybody open is waited for by something that happens (R14): no due time is ignored without a named hold. */
export function liveness(work: Work): AuditFinding[] {
  const { sql, now, liveNow } = work;
  const isStepping = isClockStepping(work);
  const isStill = isStepping || watermark(work) < now - PATIENCE_MS;
  const isAnybody = sql.row(ANYBODY, liveNow) !== undefined;
  const figures = {
    overdue: isStill ? 0 : counted(work, OVERDUE, now - PATIENCE_MS),
    starved: named(work, STARVED, now - PATIENCE_MS, now, liveNow),
    silent: named(work, SILENT, now - PATIENCE_MS),
    uncarried: isAnybody ? uncarried(sql, now, liveNow) : [], // else nobody of them can do anything
    unreviewed: named(work, UNREVIEWED, now),
    unreleased: named(work, UNRELEASED, now),
    stuck: counted(work, STUCK, now - INBOX_PATIENCE_MS),
    abandoned: isStepping ? 0 : counted(work, ABANDONED, liveNow - PATIENCE_MS),
  };
  return livenessFindings(figures, now);
}

function counted({ sql }: Work, statement: string, value: number): number {
  return numberAt(sql.row(statement, value) ?? [0], 0);
}

function named({ sql }: Work, statement: string, ...values: number[]): string[] {
  return sql.rows(statement, ...values).map(([name]) => name as string);
}
