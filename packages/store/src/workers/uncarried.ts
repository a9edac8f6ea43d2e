import { dateOf, type UncarriedWork } from "@relance/spec";
import type { Sql } from "../transaction/sql.ts";

const UNCARRIED = `select * from (select l.campaign, l.step, w.word as provider, (select e.due_at from enrollments e
    where e.phase = 1 and e.lane = l.id and e.ord < l.released_through order by e.due_at limit 1) as "dueAt"
  from lanes l join words w on w.id = l.provider left join providers p on p.provider = l.provider
  where l.gate = 1 and coalesce(p.closed_until, 0) <= $1 and not exists (select 1 from workers k
    where k.role = 'worker' and k.is_gone = 0 and k.live_until > $2 and strpos(k.providers, '"' || w.word || '"') > 0)
  order by l.campaign, l.step, l.position) u where "dueAt" <= $1`;

/** People who are due behind an open gate, over providers that are not closed and that no live worker has. */
export async function uncarried(sql: Sql, now: number, liveNow: number): Promise<UncarriedWork[]> {
  const rows = await sql.all<Omit<UncarriedWork, "dueAt"> & { readonly dueAt: number }>(
    UNCARRIED,
    now,
    liveNow,
  );
  return rows.map(({ dueAt, ...lane }) => ({ ...lane, dueAt: dateOf(dueAt) }));
}
