import type { Sql } from "./sql.ts";

/** What is counted, and what `a` and `b` mean there. */
export const COUNTER = {
  /** a = {@link LINE}. */
  lines: 0,
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
} as const;

/** Lines of the audience: every one is exactly one of these (R15). */
export const LINE = { new: 0, same: 1, contactChanged: 2, repeated: 3, refused: 4 } as const;

export const TOTAL = { attempts: 0, superseded: 1, contradictory: 2, unreconciled: 3, late: 4 } as const;

const ADD = `insert into counters (campaign, kind, step, provider, a, b, n) values (?, ?, ?, ?, ?, ?, ?)
  on conflict do update set n = n + excluded.n`;

interface Delta {
  readonly campaign: number;
  readonly kind: number;
  readonly step: number;
  readonly provider: number;
  readonly a: number;
  readonly b: number;
  n: number;
}

/** Deltas of one transaction, added up before they are written. */
export class Deltas {
  readonly #deltas = new Map<number, Delta[]>();

  /** Few different ones per transaction: a short list per mixed number is faster than a text key. */
  add(campaign: number, kind: number, step: number, provider: number, a: number, b: number, n: number): void {
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

  /** This transaction changes what is counted of the campaign. */
  has(campaign: number): boolean {
    return [...this.#deltas.values()].some((list) => list.some((delta) => delta.campaign === campaign));
  }

  flush(sql: Sql): void {
    for (const list of this.#deltas.values()) {
      for (const { campaign, kind, step, provider, a, b, n } of list) {
        if (n !== 0) sql.run(ADD, campaign, kind, step, provider, a, b, n);
      }
    }
    this.#deltas.clear();
  }
}

const OPEN = "select 1 from counters where kind = 2 and a in (0, 1) and n > 0 limit 1";

/** Somebody, in some campaign, still waits for something. */
export function isAnybodyOpen(sql: Sql): boolean {
  return sql.row(OPEN) !== undefined;
}
