import {
  afterFailures,
  afterSuccess,
  answersNobody,
  FAULT_MS,
  type Failing,
  LONGEST_DOUBLED_MS,
  MOST_DOUBLINGS,
  paceAt,
  probeMs,
} from "@relance/rules";
import { SLOW_COLUMNS, slowedPace } from "@relance/store";
import type { Row } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** A fault counts once a closing: those that were under way with the first say nothing new. */
const CLOSE = `insert into providers (provider, closed_until, reason, faults) values (?1, ?2 + ?3, ?4, ?5)
  on conflict do update set reason = excluded.reason, failures = case when ?6 = 1 then 0 else failures end,
    closed_until = max(closed_until, case when ?5 = 1 and is_probing = 1
      then ?2 + max(?3, min(?3 * (1 << min(faults, ${MOST_DOUBLINGS})), ${LONGEST_DOUBLED_MS})) else excluded.closed_until end),
    faults = case when ?5 = 1 and (faults = 0 or is_probing = 1) then faults + 1 else faults end,
    is_probing = case when ?5 = 1 then 0 else is_probing end`;

const PROBE = `update providers set is_probing = 1, closed_until = ?
  where provider = ? and faults > 0 and closed_until <= ?`;

/** Nothing is claimed for this provider for a while: a hold with a name. With `isFault` it is tried before it opens. */
export function closeProvider(
  work: Work,
  provider: number,
  hold: {
    readonly forMs: number;
    readonly reason: string;
    readonly isFault: boolean;
    /** Its account is why, and not that it answers nobody. */
    readonly isAccount: boolean;
  },
): void {
  const { forMs, reason, isFault, isAccount } = hold;
  work.sql.run(CLOSE, provider, work.now, forMs, reason, Number(isFault), Number(isAccount));
}

/** How a provider stands. */
export interface Standing {
  /** When it opens again; the past or 0 = it is open. */
  readonly closedUntil: number;
  /** Its account was at fault, or it answered nobody: one message tries it, before others do. */
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

const FAILED = "select failures, faults, is_probing, reason from providers where provider = ?";
const KEEP = `insert into providers (provider, failures, faults, is_probing) values (?1, ?2, ?3, ?4)
  on conflict do update set failures = ?2, faults = ?3, is_probing = ?4`;

function failingOf(row: Row | undefined): Failing {
  const number = (place: number) => Number(row?.[place] ?? 0);
  return { failures: number(0), faults: number(1), isProbing: number(2) === 1 };
}

function keep(work: Work, provider: number, { failures, faults, isProbing }: Failing): void {
  work.sql.run(KEEP, provider, failures, faults, Number(isProbing));
}

/** It took a message, or judged its receiver. */
export function noteSuccess(work: Work, provider: number): void {
  if (!work.failing.has(provider)) return;
  work.failing.delete(provider);
  const before = failingOf(work.sql.row(FAILED, provider));
  const after = afterSuccess(before);
  keep(work, provider, after);
  if (after.faults < before.faults)
    work.sql.run("update providers set closed_until = 0 where provider = ?", provider);
}

/** A receipt tells of a message that it took without an answer. That is no word about an account that refuses. */
export function noteTaken(work: Work, provider: number): void {
  if (work.failing.has(provider) && failingOf(work.sql.row(FAILED, provider)).failures > 0)
    noteSuccess(work, provider);
}

/** It did not answer, or refused for no reason of the message's. */
export function noteFailure(work: Work, provider: number, code: string): void {
  const row = work.sql.row(FAILED, provider);
  const { failing, closes } = afterFailures(failingOf(row), 1);
  keep(work, provider, failing);
  work.failing.add(provider);
  if (!closes) return;
  const reason = answersNobody(failing) ? code : String(row?.[3] ?? code);
  closeProvider(work, provider, { forMs: FAULT_MS, reason, isFault: true, isAccount: false });
}
