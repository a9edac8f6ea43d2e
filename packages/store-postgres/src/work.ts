import { type Change, causeNumber, FLAG, STATE } from "@relance/rules";
import type { Cause, EventKind } from "@relance/spec";
import { BinCounts, COUNTER, CounterDeltas, TOTAL, type VersionFacts } from "@relance/store-kit";
import { Answers } from "./answers.ts";
import { AttemptRows } from "./attempt-rows.ts";
import { writeBins } from "./bins.ts";
import type { Instant } from "./clocks.ts";
import type { StoreContext } from "./context.ts";
import { writeCounters } from "./counters.ts";
import { EventLog } from "./event-log.ts";
import { HotRows } from "./hot-rows.ts";
import { Lanes } from "./lanes.ts";
import type { HotRow } from "./row.ts";
import { SideWrites } from "./side-writes.ts";
import type { Row, Sql } from "./sql.ts";
import { Statement } from "./statement.ts";
import { Suppressions } from "./suppressions.ts";
import { WordBook } from "./words.ts";

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

/**
 * One write transaction of one verb. Every round trip costs, so a verb is written in four movements:
 *
 * 1. **Hold**: `rows.lock`, `attempts.lock`, or a statement of its own that ends in `for no key update` and is handed to
 *    `adopt`. Ascending ids; `skip locked` where the contract says so. Each row is then once in memory.
 * 2. **Fetch** what stands beside them, set-based: contacts, suppressions, early answers, words (`words.need`), the
 *    providers of lanes (`lanes.need`). Whatever a rule or a callback asks for must be there before.
 * 3. **Decide**, without waiting: the rule changes the row in memory, and {@link save} gathers its events and deltas.
 * 4. Return. The transaction's {@link flush} writes everything as one statement and commits. A verb flushes itself only
 *    when it must read its own writes.
 *
 * Never a statement per person. A verb may run several times (deadlock, lost snapshot): it changes nothing outside of
 * this object, and what the process remembers is changed in {@link afterCommit}.
 */
export class Work {
  readonly context: StoreContext;
  readonly sql: Sql;
  readonly now: number;
  readonly liveNow: number;
  readonly rows: HotRows;
  readonly attempts: AttemptRows;
  readonly words: WordBook;
  readonly lanes: Lanes;
  readonly suppressions: Suppressions;
  readonly answers: Answers;
  /** Rows for tables beside: suppressions, captured messages, closed providers, reopened campaigns. */
  readonly side: SideWrites;
  readonly deltas: CounterDeltas = new CounterDeltas();
  readonly bins: BinCounts = new BinCounts();
  readonly log: EventLog;
  /** Rows of the statements that travelled with the begin, in their order. */
  readonly opening: readonly (readonly Row[])[];
  readonly #commits: (() => void)[] = [];

  constructor(
    context: StoreContext,
    sql: Sql,
    { now, liveNow }: Instant,
    opening: readonly (readonly Row[])[] = [],
  ) {
    this.opening = opening;
    this.context = context;
    this.sql = sql;
    this.now = now;
    this.liveNow = liveNow;
    this.log = new EventLog(now);
    this.rows = new HotRows(sql, context.versions, this.log);
    this.attempts = new AttemptRows(sql, this.rows);
    this.words = new WordBook(context.words, sql);
    this.lanes = new Lanes(sql);
    this.suppressions = new Suppressions(sql, now);
    this.answers = new Answers(sql, this.words);
    this.side = new SideWrites(this);
  }

  version(row: Pick<HotRow, "version">): VersionFacts {
    return this.context.versions.get(row.version);
  }

  /** The number of a word that `words.need` made sure of. */
  word(text: string): number {
    return this.words.idOf(text);
  }

  count(campaign: number, kind: number, a: number, n = 1, step = 0, provider = 0, b = 0): void {
    this.deltas.add(campaign, kind, step, provider, a, b, n);
  }

  /** Counts a person that was just enrolled. */
  counted({ campaign, state, cause }: HotRow): void {
    this.count(campaign, COUNTER.states, state, 1, 0, 0, stateKey(state, cause));
  }

  /** Keeps a row that a rule changed, with everything that belongs to the same instant (R13). */
  save(row: HotRow, was: Before, change: Change, attempt: AttemptName = NO_ATTEMPT, extra = 0): void {
    for (const { kind, cause } of change.events) this.event(row, kind, cause, attempt, extra);
    const from = stateKey(was.state, was.cause);
    const to = stateKey(row.state, row.cause);
    if (was.state !== row.state || from !== to) {
      this.count(row.campaign, COUNTER.states, was.state, -1, 0, 0, from);
      this.count(row.campaign, COUNTER.states, row.state, 1, 0, 0, to);
    }
    if (row.flags !== was.flags || row.state !== was.state) this.#flags(row, was);
    if (change.superseded) this.count(row.campaign, COUNTER.totals, TOTAL.superseded);
    row.lane = this.version(row).lanes[row.step]?.[row.position] ?? row.lane;
  }

  event(row: HotRow, kind: EventKind, cause: Cause, attempt: AttemptName = NO_ATTEMPT, extra = 0): void {
    const isAttempt = kind.startsWith("attempt.");
    const step = isAttempt ? attempt.step : row.step;
    const about = isAttempt ? attempt : NO_ATTEMPT;
    this.log.add(row, kind, about.id, step, about.provider, causeNumber(cause), extra);
  }

  #flags(row: HotRow, was: Before): void {
    const late = Number(isLate(row)) - Number(isLate(was));
    if (late !== 0) this.count(row.campaign, COUNTER.totals, TOTAL.late, late);
    if (row.flags & ~was.flags & FLAG.unreconciled)
      this.count(row.campaign, COUNTER.totals, TOTAL.unreconciled);
  }

  /** What this process may remember once the transaction is committed. */
  afterCommit(remember: () => void): void {
    this.#commits.push(remember);
  }

  /** Writes everything gathered so far. */
  async flush(): Promise<void> {
    const statement = await this.#gather();
    await statement.run(this.sql);
  }

  /** Writes everything, and ends the transaction. */
  async commit(): Promise<void> {
    const statement = await this.#gather();
    await this.sql.together<unknown>([() => statement.run(this.sql), () => this.sql.script("commit")]);
    this.words.publish();
    for (const remember of this.#commits) remember();
  }

  async #gather(): Promise<Statement> {
    await this.side.settleCampaigns();
    await this.log.number(this.sql);
    const statement = new Statement();
    this.rows.write(statement);
    this.attempts.write(statement);
    this.log.write(statement);
    writeCounters(statement, this.deltas);
    writeBins(statement, this.bins);
    this.side.write(statement);
    return statement;
  }
}
