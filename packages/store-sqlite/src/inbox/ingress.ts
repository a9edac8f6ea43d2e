import type { IngressGap } from "@relance/spec";
import { Deafness, type GapRow } from "@relance/store";
import type { Work } from "../transaction/work.ts";

/** Nobody listened for this long: from here on silence proves nothing (R5b). */
const DEAF_AFTER_MS = 15_000;

const HEARD = `insert into providers (provider, heard_at, heard_live_at) values (?, ?, ?)
  on conflict do update set heard_at = excluded.heard_at, heard_live_at = excluded.heard_live_at`;

const DEAF = `select provider, heard_at as heardAt from providers p where heard_live_at < ?
  and not exists (select 1 from gaps g where g.provider = p.provider and g.to_at is null)`;

const OPEN = `select g.id, w.word as provider, g.from_at as fromAt, g.to_at as toAt from gaps g
  join words w on w.id = g.provider where g.reconciled_at is null order by g.id`;

/** Opens a gap for every provider that was heard once and is not any more. */
export function noticeGaps(work: Work): void {
  const deaf = work.sql.all<{ provider: number; heardAt: number }>(DEAF, work.liveNow - DEAF_AFTER_MS);
  for (const { provider, heardAt } of deaf) {
    work.sql.run("insert into gaps (provider, from_at) values (?, ?)", provider, heardAt);
  }
}

/** A receiver for this provider is alive: what was a gap ends now. */
export function hear(work: Work, provider: number): void {
  work.sql.run("update gaps set to_at = ? where provider = ? and to_at is null", work.now, provider);
  work.sql.run(HEARD, provider, work.now, work.liveNow);
}

/** A receiver lives, but nothing from outside has reached it for so long: a gap, if none is open. */
export function miss(work: Work, provider: number, deafForMs: number): void {
  const from = work.now - deafForMs;
  work.sql.run(
    `insert into gaps (provider, from_at) select ?1, ?2
     where not exists (select 1 from gaps where provider = ?1 and to_at is null)`,
    provider,
    from,
  );
}

export function reconciled(work: Work, gap: number): void {
  work.sql.run("update gaps set reconciled_at = ? where id = ? and to_at is not null", work.now, gap);
}

export function openGaps(work: Work): IngressGap[] {
  return work.sql
    .all<{ id: number; provider: string; fromAt: number; toAt: number | null }>(OPEN)
    .map(({ id, provider, fromAt, toAt }) => ({ id, provider, from: fromAt, to: toAt ?? undefined }));
}

/** When nobody listened. */
export function readDeafness(work: Work): Deafness {
  const gaps = work.sql.all<GapRow>(
    `select provider, from_at as "from", to_at as "to", reconciled_at as reconciled from gaps`,
  );
  return new Deafness(work.now, gaps);
}
