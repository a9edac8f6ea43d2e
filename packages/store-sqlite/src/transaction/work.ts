import { type Change, type ChangeEvent, causeNumber } from "@relance/rules";
import {
  type AttemptName,
  type Before,
  BinCounts,
  COUNTER,
  CounterDeltas,
  type CounterMove,
  countChange,
  countPerson,
  countSkipped,
  eventAbout,
  type HotRow,
  laneOf,
  NO_ATTEMPT,
  type Slices,
  type VersionFacts,
} from "@relance/store";
import { writeBins } from "../counts/bins.ts";
import { writeCounters } from "../counts/counters.ts";
import { isLaneOverBudget } from "../lanes/budgets.ts";
import { readSlices } from "../lanes/stored-lanes.ts";
import { updateHot } from "../people/row.ts";
import type { StoreContext } from "./context.ts";
import { EventLog } from "./event-log.ts";
import { numberAt, type Sql } from "./sql.ts";

const FAILING = "select provider from providers where is_probing = 1 or failures > 0";

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
  #hasBudgets: boolean | undefined;
  #failing: Set<number> | undefined;
  #slices: Slices | undefined;
  readonly #overBudget = new Map<number, boolean>();
  #hasTombstones: boolean | undefined;
  #isTakenBack = false;

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

  /** False spares a look-up per refused message. */
  get hasBudgets(): boolean {
    this.#hasBudgets ??= this.sql.row("select 1 from budgets limit 1") !== undefined;
    return this.#hasBudgets;
  }

  /** Whoever waits in this lane waits for money. */
  isOverBudget(lane: number): boolean {
    if (!this.hasBudgets) return false;
    const known = this.#overBudget.get(lane) ?? isLaneOverBudget(this.sql, lane);
    this.#overBudget.set(lane, known);
    return known;
  }

  /** False spares a look at the contacts of everybody who is claimed. */
  get slices(): Slices {
    this.#slices ??= readSlices(this.sql);
    return this.#slices;
  }

  /** Providers that one message tries at this moment, or that failed last. Almost always there are none. */
  get failing(): Set<number> {
    this.#failing ??= new Set(this.sql.rows(FAILING).map((row) => numberAt(row, 0)));
    return this.#failing;
  }

  /** False spares a look-up per enrolled person and per receipt. */
  get hasTombstones(): boolean {
    this.#hasTombstones ??= this.sql.row("select 1 from tombstones limit 1") !== undefined;
    return this.#hasTombstones;
  }

  /** Only the answer is wanted: the transaction is rolled back at its end. */
  takeBack(): void {
    this.#isTakenBack = true;
  }

  get isTakenBack(): boolean {
    return this.#isTakenBack;
  }

  tombstoneAdded(): void {
    this.#hasTombstones = true;
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
  counted(row: HotRow, change: Change): void {
    const key = countPerson(this.deltas, row);
    countSkipped(this.deltas, row.campaign, change);
    const { recount } = this.context;
    if (row.id <= recount.enrollmentsThrough)
      recounted(recount.counts, row.campaign, COUNTER.states, 0, 0, row.state, key, 1);
  }

  /** Writes a row that a rule changed, with everything that belongs to the same instant (R13). */
  save(row: HotRow, was: Before, change: Change, attempt: AttemptName = NO_ATTEMPT, extra = 0): void {
    for (const event of change.events) {
      this.event(row, event, attempt, event.cause === "too-late" ? 0 : extra); // for want of time, not for what was said
    }
    const move = countChange(this.deltas, row, was, change);
    if (move !== undefined) this.#recount(row, was.state, move);
    row.lane = laneOf(this.version(row), row);
    updateHot(this.sql, row);
  }

  event(row: HotRow, event: ChangeEvent, attempt: AttemptName = NO_ATTEMPT, extra = 0): void {
    const { id, step, provider, source, content } = eventAbout(event, row, attempt);
    this.log.add(row, event.kind, id, step, provider, causeNumber(event.cause), extra, source, content);
  }

  /** A recount that has passed this person goes along. */
  #recount({ id, campaign, state }: HotRow, fromState: number, { from, to }: CounterMove): void {
    const { recount } = this.context;
    if (id > recount.enrollmentsThrough) return;
    recounted(recount.counts, campaign, COUNTER.states, 0, 0, fromState, from, -1);
    recounted(recount.counts, campaign, COUNTER.states, 0, 0, state, to, 1);
  }

  /** Writes what was gathered; the transaction commits next. */
  flush(): void {
    this.log.flush();
    writeCounters(this.sql, this.deltas);
    writeBins(this.context, this.bins);
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
