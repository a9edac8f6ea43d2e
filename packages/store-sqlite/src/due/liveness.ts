import type { AuditFinding } from "@relance/spec";
import { watermark } from "../inbox/watermark.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { uncarried } from "../workers/uncarried.ts";
import { isClockStepping } from "./clock-step.ts";

/** A due time may wait this long before somebody has to explain it (R14). */
const PATIENCE_MS = 60_000;
/** An inbox item may stay new this long. */
const INBOX_MS = 5_000;

const OVERDUE = "select count(*) from enrollments where phase in (3, 4, 5) and due_at < ?";

/** Open lanes with somebody due, that no free slot of those who can carry them looked at for a while. */
const STARVED = `select w.word from lanes l join words w on w.id = l.provider
  left join providers p on p.provider = l.provider
  where l.gate = 1 and l.claimed_at < ?1 and coalesce(p.closed_until, 0) <= ?2
  and exists (select 1 from enrollments e where e.phase = 1 and e.lane = l.id and e.due_at < ?1
    and e.ord < l.released_through)
  and exists (select 1 from workers k, json_each(k.providers) j
    where k.role = 'worker' and k.is_gone = 0 and k.live_until > ?3 and j.value = w.word)`;

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
  const findings: AuditFinding[] = [];
  const isStepping = isClockStepping(work);
  const isStill = isStepping || watermark(work) < now - PATIENCE_MS;
  const overdue = numberAt(sql.row(OVERDUE, now - PATIENCE_MS) ?? [0], 0);
  if (overdue > 0 && !isStill)
    findings.push({ rule: "R14", fact: `${overdue} people are due for more than a minute` });
  for (const row of sql.rows(STARVED, now - PATIENCE_MS, now, liveNow)) {
    findings.push({
      rule: "R14",
      fact: `no free slot looked at ${row[0]} for a minute, though people are due`,
    });
  }
  if (sql.row(ANYBODY, liveNow) !== undefined) findings.push(...uncarriedFindings(work));
  for (const row of sql.rows(UNREVIEWED, now)) {
    findings.push({ rule: "R14", fact: `the gate of ${row[0]} is closed and nobody has to look at it` });
  }
  for (const row of sql.rows(UNRELEASED, now)) {
    findings.push({
      rule: "R14",
      fact: `most people of ${row[0]} are not released, and nobody has to look at it`,
    });
  }
  const stuck = numberAt(
    sql.row("select count(*) from inbox where fold = 0 and received_at < ?", now - INBOX_MS) ?? [0],
    0,
  );
  if (stuck > 0)
    findings.push({ rule: "inbox", fact: `${stuck} inbound items are not applied after five seconds` });
  const abandoned = numberAt(sql.row(ABANDONED, liveNow - PATIENCE_MS) ?? [0], 0);
  if (abandoned > 0 && !isStepping)
    findings.push({ rule: "lease", fact: `${abandoned} attempts belong to workers that are gone` });
  return findings;
}

/** Others may live and have work; nobody of them can do this. */
function uncarriedFindings({ sql, now, liveNow }: Work): AuditFinding[] {
  const names = uncarried(sql, now, liveNow)
    .filter(({ dueAt }) => dueAt.getTime() < now - PATIENCE_MS)
    .map(({ provider }) => provider);
  return [...new Set(names)].map((provider) => ({
    rule: "R14",
    fact: `no live worker has ${provider}, though people are due over it for a minute`,
  }));
}
