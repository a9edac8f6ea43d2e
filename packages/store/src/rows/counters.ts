import { STATE } from "@relance/rules";
import { type Sql, splitColumns } from "./sql.ts";
import type { Statement } from "./statement.ts";

const SECOND_MS = 1_000;

/** Kinds of counters. Comments explain the columns `provider`, `a` and `b` where their meaning is special. */
export const COUNTER = {
  rows: 0,
  /** provider = the word of the reason. */
  refused: 1,
  states: 2,
  /** a = state of the attempt, b = evidence; by step and provider. */
  attempts: 3,
  totals: 4,
  /** provider = the word of the answer. */
  answers: 5,
  /** a = version; the number of recipients who moved to this version, minus those who left it. */
  versions: 6,
  /** Refused rows whose key was enrolled or refused again later; provider = the word of the reason. */
  settledRefusals: 7,
  /** SMS segments beyond the first of each message, by step and provider; a = state of the attempt, b = evidence. */
  segments: 9,
  /** Claims by step; a = bin of the delay between the due time and the claim. */
  lateness: 10,
  /** provider = the provider that the captured messages were meant for. */
  captured: 11,
  /** For the watch: at = second of acceptance, a = channel, b = a latency bin or one of the special bins below. */
  bins: 12,
  /** The destinations that are counted separately; each has a row with n = 0. */
  destinations: 13,
} as const;

export const ACCEPTED_BIN = -1;
/** Bin of captured messages, which never left the gateway. */
export const CAPTURED_BIN = -2;

export const ROW = { new: 0, same: 1, contactChanged: 2, repeated: 3, refused: 4 } as const;

export const TOTAL = {
  attempts: 0,
  superseded: 1,
  contradictory: 2,
  unreconciled: 3,
  late: 4,
  compressed: 5,
  skipped: 6,
} as const;

const COLUMNS = splitColumns(
  "kind smallint, campaign int, at bigint, provider int, destination int, step smallint, a smallint, b smallint, n int",
);

export function writeCounters(statement: Statement, counted: CounterDeltas): void {
  const deltas = counted.take();
  if (deltas.length === 0) return;
  statement.addCounts(
    COLUMNS,
    deltas.map((one) => [one.kind, one.campaign, one.at, one.provider, one.destination, one.step, one.a, one.b, one.n]),
  );
}

export const OPEN_PEOPLE: string = `kind = ${COUNTER.states} and a in (${STATE.pending}, ${STATE.active})`;
const OPEN = `select 1 from all_counters c where ${OPEN_PEOPLE} group by campaign, a, b
  having sum(n) > 0 limit 1`;

export async function isAnybodyOpen(sql: Sql): Promise<boolean> {
  return (await sql.row(OPEN)) !== undefined;
}

interface CounterDelta {
  readonly campaign: number;
  readonly at: number;
  readonly destination: number;
  readonly kind: number;
  readonly step: number;
  readonly provider: number;
  readonly a: number;
  readonly b: number;
  n: number;
}

interface BinnedAttempt {
  readonly campaign: number;
  readonly provider: number;
  readonly channel: number;
  readonly destination: number;
}

export class CounterDeltas {
  readonly #deltas = new Map<number, CounterDelta[]>();

  /** A transaction has few counters, so a short list per hash is faster than a text key. */
  add(
    campaign: number,
    kind: number,
    step: number,
    provider: number,
    a: number,
    b: number,
    n: number,
    at: number = 0,
    destination: number = 0,
  ): void {
    if (n === 0) return;
    const when = Math.imul(Math.imul(at / SECOND_MS, 31) + destination, 31) + campaign;
    const hash = Math.imul(Math.imul(Math.imul(Math.imul(when + kind, 31) + step, 31) + provider, 31) + a, 31) + b;
    const list = this.#deltas.get(hash) ?? [];
    if (list.length === 0) this.#deltas.set(hash, list);
    for (const delta of list) {
      if (
        delta.campaign === campaign &&
        delta.kind === kind &&
        delta.step === step &&
        delta.provider === provider &&
        delta.a === a &&
        delta.b === b &&
        delta.at === at &&
        delta.destination === destination
      ) {
        delta.n += n;
        return;
      }
    }
    list.push({ campaign, kind, step, provider, a, b, n, at, destination });
  }

  addBin(of: BinnedAttempt, acceptedAt: number, bin: number): void {
    const at = Math.floor(acceptedAt / SECOND_MS) * SECOND_MS;
    this.add(of.campaign, COUNTER.bins, 0, of.provider, of.channel, bin, 1, at, of.destination);
  }

  take(): CounterDelta[] {
    const deltas = [...this.#deltas.values()].flat().filter(({ n }) => n !== 0);
    this.#deltas.clear();
    return deltas;
  }
}
