import { STATE } from "@relance/rules";
import { columnsOf, type Sql } from "./sql.ts";
import type { Statement } from "./statement.ts";

/** Counters, and the meaning of `a` and `b`. */
export const COUNTER = {
  /** a = {@link ROW}. */
  rows: 0,
  /** provider = the reason's word. */
  refused: 1,
  /** a = state, b = cause. */
  states: 2,
  /** a = attempt state, b = evidence, with step and provider. */
  attempts: 3,
  /** a = {@link TOTAL}. */
  totals: 4,
  /** provider = the answer's word. */
  answers: 5,
  /** a = version: recipients who took it minus those who left it. Only moved recipients count. */
  versions: 6,
  /** provider = the reason's word: refused rows whose key was later enrolled or refused again. */
  settledRefusals: 7,
  /** provider = who cancelled messages at our request. */
  recalled: 8,
  /** a = attempt state, b = evidence, with step and provider: SMS segments beyond the first of each message. */
  segments: 9,
  /** a = bin of delay, with step: claims, by how long the recipient had been due. */
  lateness: 10,
  /** provider = through whom captured messages would have been sent. */
  captured: 11,
} as const;

/** Rows of the audience: each is exactly one of these. */
export const ROW = { new: 0, same: 1, contactChanged: 2, repeated: 3, refused: 4 } as const;

/** Totals over all states, in the order of the numbers in stores. */
export const TOTAL = {
  attempts: 0,
  superseded: 1,
  contradictory: 2,
  unreconciled: 3,
  late: 4,
  /** Recipients with a shortened wait. */
  compressed: 5,
  /** Steps skipped for lack of time. */
  skipped: 6,
} as const;

const COLUMNS = columnsOf("campaign int, kind smallint, step smallint, provider int, a smallint, b smallint, n int");

export function writeCounters(statement: Statement, counted: CounterDeltas): void {
  const deltas = counted.take();
  if (deltas.length === 0) return;
  const rows = deltas.map(({ campaign, kind, step, provider, a, b, n }) => [campaign, kind, step, provider, a, b, n]);
  statement.addTo("counters", COLUMNS, rows);
}

/** SQL: counters of open recipients. */
export const OPEN_PEOPLE: string = `kind = ${COUNTER.states} and a in (${STATE.pending}, ${STATE.active})`;
const OPEN = `select 1 from all_counters c where ${OPEN_PEOPLE} group by campaign, a, b
  having sum(n) > 0 limit 1`;

/** Some recipient in some campaign is open. */
export async function isAnybodyOpen(sql: Sql): Promise<boolean> {
  return (await sql.row(OPEN)) !== undefined;
}

interface CounterDelta {
  readonly campaign: number;
  readonly kind: number;
  readonly step: number;
  readonly provider: number;
  readonly a: number;
  readonly b: number;
  n: number;
}

/** Counter changes of one transaction, summed before they are written. */
export class CounterDeltas {
  readonly #deltas = new Map<number, CounterDelta[]>();

  /** A transaction has few distinct counters: a short list per mixed number is faster than a text key. */
  add(campaign: number, kind: number, step: number, provider: number, a: number, b: number, n: number): void {
    if (n === 0) return;
    const hash = ((((campaign * 31 + kind) * 31 + step) * 31 + provider) * 31 + a) * 31 + b;
    const list = this.#deltas.get(hash);
    if (list === undefined) {
      this.#deltas.set(hash, [{ campaign, kind, step, provider, a, b, n }]);
      return;
    }
    for (const delta of list) {
      if (
        delta.campaign === campaign &&
        delta.kind === kind &&
        delta.step === step &&
        delta.provider === provider &&
        delta.a === a &&
        delta.b === b
      ) {
        delta.n += n;
        return;
      }
    }
    list.push({ campaign, kind, step, provider, a, b, n });
  }

  /** Returns and clears the pending changes. */
  take(): CounterDelta[] {
    const deltas = [...this.#deltas.values()].flat().filter(({ n }) => n !== 0);
    this.#deltas.clear();
    return deltas;
  }
}
