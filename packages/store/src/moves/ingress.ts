import type { HeartbeatInput, IngressGap } from "@relance/spec";
import type { StoredRow } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

/** If no receiver ran for this long, a missing receipt is no proof of a lost message. */
const DOWN_AFTER_MS = 15_000;

/** Several receivers write the same provider's row. A fixed order of rows avoids deadlocks. */
const REPORTED = `insert into providers as p (provider, report_at, live_report_at)
  select u.provider, $2, $3 from unnest($1::int[]) u (provider) order by 1
  on conflict (provider) do update set report_at = greatest(coalesce(p.report_at, 0), excluded.report_at),
  live_report_at = greatest(coalesce(p.live_report_at, 0), excluded.live_report_at)`;

const NOTICE = `insert into gaps (provider, from_at) select provider, report_at from providers p where live_report_at < $1
  and not exists (select 1 from gaps g where g.provider = p.provider and g.to_at is null) on conflict do nothing`;

export const NAMED_GAPS = `select g.id, w.text as provider, g.from_at as "from", g.to_at as "to" from gaps g
  join strings w on w.id = g.provider`;

const OPEN = `${NAMED_GAPS} where g.reconciled_at is null order by g.id`;

export async function noticeGaps(work: Work): Promise<void> {
  await work.sql.run(NOTICE, work.liveNow - DOWN_AFTER_MS);
}

export async function hear(work: Work, providers: readonly number[]): Promise<void> {
  const list = [...new Set(providers)];
  await work.sql.run("update gaps set to_at = $1 where provider = any($2::int[]) and to_at is null", work.now, list);
  await work.sql.run(REPORTED, list, work.now, work.liveNow);
}

export async function miss(work: Work, providers: readonly number[], receiverDownForMs: number): Promise<void> {
  await work.sql.run(
    `insert into gaps (provider, from_at) select u.provider, $2 from unnest($1::int[]) u (provider)
     where not exists (select 1 from gaps g where g.provider = u.provider and g.to_at is null)
     order by 1 on conflict do nothing`,
    [...new Set(providers)],
    work.now - receiverDownForMs,
  );
}

/** Records that receipts of a provider were missed until now, unless a gap already covers this time. */
export async function missedUntilNow(work: Work, provider: number, from: number): Promise<void> {
  await work.sql.run(
    `insert into gaps (provider, from_at, to_at) select $1::int, $2::bigint, $3::bigint
     where not exists (select 1 from gaps where provider = $1 and coalesce(to_at, $3) >= $2)`,
    provider,
    from,
    work.now,
  );
}

export async function reconciled(
  work: Work,
  { reconciled: gaps = [], lost = [] }: Pick<HeartbeatInput, "reconciled" | "lost">,
): Promise<void> {
  if (gaps.length === 0) return;
  await work.sql.run(
    `update gaps set reconciled_at = $1, is_lost = case when id = any($3::int[]) then 1 else 0 end
     where id = any($2::int[]) and to_at is not null and reconciled_at is null`,
    work.now,
    gaps,
    lost,
  );
}

export async function openGaps(work: Work): Promise<IngressGap[]> {
  const rows = await work.sql.all<Omit<IngressGap, "to"> & { readonly to: number | null }>(OPEN);
  return rows.map((row) => ({ ...row, to: row.to ?? undefined }));
}

export async function readReceiverDowntime(work: Work): Promise<ReceiverDowntime> {
  const gaps = await work.sql.all<GapRow>(
    `select provider, from_at as "from", to_at as "to", reconciled_at as reconciled, is_lost as "isLost" from gaps`,
  );
  return new ReceiverDowntime(work.now, gaps);
}

type GapRow = StoredRow<"provider" | "from" | "isLost"> & {
  readonly to: number | null;
  readonly reconciled: number | null;
};

/** Most receipts arrive within this many milliseconds of the send, so a gap may have lost them. */
const RECEIPT_MS = 60_000;

export class ReceiverDowntime {
  readonly #gaps: ReadonlyMap<number, readonly GapRow[]>;
  readonly #now: number;

  constructor(now: number, gaps: readonly GapRow[]) {
    this.#now = now;
    this.#gaps = Map.groupBy(gaps, ({ provider }) => provider);
  }

  get isAnyOpen(): boolean {
    return [...this.#gaps.keys()].some((provider) => this.isOpen(provider));
  }

  isOpen(provider: number): boolean {
    return this.#gaps.get(provider)?.some(({ reconciled }) => reconciled === null) ?? false;
  }

  /** Returns for how many milliseconds after `since` no receiver ran; infinite if receipts of that period are lost. */
  msSince(provider: number, since: number): number {
    let sum = 0;
    for (const { from, to, isLost } of this.#gaps.get(provider) ?? []) {
      if (isLost === 1 && since >= from - RECEIPT_MS && since < (to ?? this.#now)) return Number.POSITIVE_INFINITY;
      sum += Math.max(0, (to ?? this.#now) - Math.max(from, since));
    }
    return sum;
  }
}
