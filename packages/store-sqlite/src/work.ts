import { type Change, causeNumber, FLAG, STATE } from "@relance/rules";
import type { Cause, EventKind } from "@relance/spec";
import { BinCounts, COUNTER, CounterDeltas, TOTAL, type VersionFacts } from "@relance/store-kit";
import { writeBins } from "./bins.ts";
import type { StoreContext } from "./context.ts";
import { writeCounters } from "./counters.ts";
import { EventLog } from "./event-log.ts";
import { type HotRow, updateHot } from "./row.ts";
import { numberAt, type Sql } from "./sql.ts";

/** What the counters knew of a row before a rule changed it. */
export interface Before {
  readonly state: number;
  readonly cause: number;
  readonly flags: number;
}

/** The attempt that a change's `attempt.…` events are about. */
export interface AttemptName {
  readonly id: number;
  readonly step: number;
  readonly provider: number;
}

const NO_ATTEMPT: AttemptName = { id: 0, step: 0, provider: 0 };

export function before({ state, cause, flags }: HotRow): Before {
  return { state, cause, flags };
}

/** Why counts only where somebody was not reached. */
export function stateKey(state: number, cause: number): number {
  return state > STATE.acknowledged ? cause : 0;
}

function isLate({ state, flags }: Before): boolean {
  return state === STATE.acknowledged && (flags & FLAG.late) !== 0;
}

/** One write transaction: its instant, its events and its counter deltas. */
export class Work {
  readonly context: StoreContext;
  readonly sql: Sql;
  readonly now: number;
  readonly liveNow: number;
  readonly deltas: CounterDeltas = new CounterDeltas();
  readonly bins: BinCounts = new BinCounts();
  readonly log: EventLog;
  readonly #startedAt: number;
  readonly #providers = new Map<number, number>();
  #hasSuppressions: boolean | undefined;
  #hasUnmatched: boolean | undefined;

  constructor(context: StoreContext) {
    this.context = context;
    this.sql = context.sql;
    this.now = Math.floor(context.clocks.now());
    this.liveNow = Math.floor(context.clocks.liveNow());
    this.#startedAt = context.clocks.steadyNow();
    this.log = new EventLog(this.sql, this.now);
  }

  /** The slice's time is over: commit, and let others in. */
  get isSliceOver(): boolean {
    return this.context.clocks.steadyNow() - this.#startedAt >= this.context.settings.maxSliceMs;
  }

  /** False spares a look-up per claimed person. */
  get hasSuppressions(): boolean {
    this.#hasSuppressions ??=
      this.sql.row("select 1 from suppressions where lifted_at is null limit 1") !== undefined;
    return this.#hasSuppressions;
  }

  /** False spares a look-up per settled message. */
  get hasUnmatched(): boolean {
    this.#hasUnmatched ??=
      this.sql.row("select 1 from inbox where fold = 2 and ref is not null limit 1") !== undefined;
    return this.#hasUnmatched;
  }

  suppressionAdded(): void {
    this.#hasSuppressions = true;
  }

  version(row: HotRow): VersionFacts {
    return this.context.versions.get(row.version);
  }

  word(text: string): number {
    return this.context.words.idOf(text);
  }

  /** The provider that a lane leads to now. */
  providerOf(lane: number): number {
    const known = this.#providers.get(lane);
    if (known !== undefined) return known;
    const row = this.sql.row("select provider from lanes where id = ?", lane);
    const provider = row === undefined ? 0 : numberAt(row, 0);
    this.#providers.set(lane, provider);
    return provider;
  }

  count(campaign: number, kind: number, a: number, n = 1, step = 0, provider = 0, b = 0): void {
    this.deltas.add(campaign, kind, step, provider, a, b, n);
  }

  /** Counts a person that was just enrolled. */
  counted(row: HotRow): void {
    const { campaign, state, cause, id } = row;
    this.count(campaign, COUNTER.states, state, 1, 0, 0, stateKey(state, cause));
    const { recount } = this.context;
    if (id <= recount.enrollmentsThrough) {
      recounted(recount.counts, campaign, COUNTER.states, 0, 0, state, stateKey(state, cause), 1);
    }
  }

  /** Writes a row that a rule changed, with everything that belongs to the same instant (R13). */
  save(row: HotRow, was: Before, change: Change, attempt: AttemptName = NO_ATTEMPT, extra = 0): void {
    for (const { kind, cause } of change.events) this.event(row, kind, cause, attempt, extra);
    const from = stateKey(was.state, was.cause);
    const to = stateKey(row.state, row.cause);
    if (was.state !== row.state || from !== to) this.#move(row, was.state, from, to);
    if (row.flags !== was.flags || row.state !== was.state) this.#flags(row, was);
    if (change.superseded) this.count(row.campaign, COUNTER.totals, TOTAL.superseded);
    row.lane = this.version(row).lanes[row.step]?.[row.position] ?? row.lane;
    updateHot(this.sql, row);
  }

  event(row: HotRow, kind: EventKind, cause: Cause, attempt: AttemptName = NO_ATTEMPT, extra = 0): void {
    const isAttempt = kind.startsWith("attempt.");
    const step = isAttempt ? attempt.step : row.step;
    const about = isAttempt ? attempt : NO_ATTEMPT;
    this.log.add(row, kind, about.id, step, about.provider, causeNumber(cause), extra);
  }

  #move(row: HotRow, fromState: number, from: number, to: number): void {
    const { campaign } = row;
    this.count(campaign, COUNTER.states, fromState, -1, 0, 0, from);
    this.count(campaign, COUNTER.states, row.state, 1, 0, 0, to);
    const { recount } = this.context;
    if (row.id > recount.enrollmentsThrough) return; // not counted yet
    recounted(recount.counts, campaign, COUNTER.states, 0, 0, fromState, from, -1);
    recounted(recount.counts, campaign, COUNTER.states, 0, 0, row.state, to, 1);
  }

  #flags(row: HotRow, was: Before): void {
    const late = Number(isLate(row)) - Number(isLate(was));
    if (late !== 0) this.count(row.campaign, COUNTER.totals, TOTAL.late, late);
    if (row.flags & ~was.flags & FLAG.unreconciled)
      this.count(row.campaign, COUNTER.totals, TOTAL.unreconciled);
  }

  /** Writes what was gathered; the transaction commits next. */
  flush(): void {
    this.log.flush();
    writeCounters(this.sql, this.deltas);
    writeBins(this.sql, this.bins);
    this.context.lookups.flush();
  }
}

/** Adds to a recount. */
export function recounted(
  counts: Map<string, number>,
  campaign: number,
  kind: number,
  step: number,
  provider: number,
  a: number,
  b: number,
  n: number,
): void {
  const key = `${campaign} ${kind} ${step} ${provider} ${a} ${b}`;
  counts.set(key, (counts.get(key) ?? 0) + n);
}
