import type { Work } from "./work.ts";

const CLOSE = `insert into providers (provider, closed_until, reason) values (?, ?, ?)
  on conflict do update set closed_until = max(closed_until, excluded.closed_until), reason = excluded.reason`;

/** Nothing is claimed for this provider for a while: a hold with a name. */
export function closeProvider(work: Work, provider: number, forMs: number, reason: string): void {
  work.sql.run(CLOSE, provider, work.now + forMs, reason);
}

/** When a provider opens again; the past or 0 = it is open. */
export function closedUntil(work: Work, provider: number): number {
  const row = work.sql.row("select closed_until from providers where provider = ?", provider);
  return row === undefined ? 0 : (row[0] as number);
}
