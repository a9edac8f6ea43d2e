import { LONGEST_DOUBLED_MS, MOST_DOUBLINGS, paceAt, probeMs } from "@relance/rules";
import { SLOW_COLUMNS, slowedPace } from "@relance/store";
import type { Work } from "../transaction/work.ts";

/** A fault counts once a closing: those that were under way with the first say nothing new. */
const CLOSE = `insert into providers (provider, closed_until, reason, faults) values (?1, ?2 + ?3, ?4, ?5)
  on conflict do update set reason = excluded.reason,
    closed_until = max(closed_until, case when ?5 = 1 and is_probing = 1
      then ?2 + max(?3, min(?3 * (1 << min(faults, ${MOST_DOUBLINGS})), ${LONGEST_DOUBLED_MS})) else excluded.closed_until end),
    faults = case when ?5 = 1 and (faults = 0 or is_probing = 1) then faults + 1 else faults end,
    is_probing = case when ?5 = 1 then 0 else is_probing end`;

const PROBE = `update providers set is_probing = 1, closed_until = ?
  where provider = ? and faults > 0 and closed_until <= ?`;

/** Nothing is claimed for this provider for a while: a hold with a name. With `isFault` its account is why. */
export function closeProvider(
  work: Work,
  provider: number,
  hold: { readonly forMs: number; readonly reason: string; readonly isFault: boolean },
): void {
  work.sql.run(CLOSE, provider, work.now, hold.forMs, hold.reason, Number(hold.isFault));
}

/** How a provider stands. */
export interface Standing {
  /** When it opens again; the past or 0 = it is open. */
  readonly closedUntil: number;
  /** Its account was at fault: one message tries it, before others do. */
  readonly isHalfOpen: boolean;
  /** Messages a second that its far end lets through; absent = it does not throttle us. */
  readonly slowedTo: number | undefined;
}

const STANDING = `select closed_until, faults, ${SLOW_COLUMNS} from providers where provider = ?`;

export function standingOf(work: Work, provider: number): Standing {
  const row = work.sql.row(STANDING, provider);
  return {
    closedUntil: Number(row?.[0] ?? 0),
    isHalfOpen: Number(row?.[1] ?? 0) > 0,
    slowedTo: paceAt(slowedPace(row, 2), work.now),
  };
}

/** One message tries a provider; nobody else does meanwhile. */
export function beginProbe(work: Work, provider: number, sendBudgetMs: number): void {
  work.sql.run(PROBE, work.now + probeMs(sendBudgetMs), provider, work.now);
}

/** The one message has shown that the account works again. */
export function endProbe(work: Work, provider: number): void {
  if (!work.probing.has(provider)) return;
  work.probing.delete(provider);
  work.sql.run(
    "update providers set faults = 0, is_probing = 0, closed_until = 0 where provider = ?",
    provider,
  );
}
