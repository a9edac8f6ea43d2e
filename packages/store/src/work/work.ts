import { type Change, type ChangeEvent, causeNumber } from "@relance/rules";
import { type By, orderText } from "@relance/spec";
import { Answers } from "../rows/answers.ts";
import { AttemptRows } from "../rows/attempt-rows.ts";
import { Queues, Recharges } from "../rows/budgets.ts";
import type { Instant } from "../rows/clocks.ts";
import type { StoreContext } from "../rows/context.ts";
import { CounterDeltas, writeCounters } from "../rows/counters.ts";
import { EventLog } from "../rows/event-log.ts";
import { type HotRow, queueOf } from "../rows/hot-row.ts";
import { HotRows } from "../rows/hot-rows.ts";
import {
  type AttemptName,
  countChange,
  countPerson,
  countSkipped,
  eventAbout,
  NO_ATTEMPT,
} from "../rows/person-changes.ts";
import { RuleBook } from "../rows/rule-book.ts";
import { SideWrites } from "../rows/side-writes.ts";
import type { Row, Sql } from "../rows/sql.ts";
import type { Statement } from "../rows/statement.ts";
import type { VersionFacts } from "../rows/versions.ts";
import { WordBook } from "../rows/words.ts";

/** One read of one verb. Every statement sees the same snapshot, which no verb may hold for more than a second. */
export class Reading {
  readonly context: StoreContext;
  readonly sql: Sql;
  readonly now: number;
  readonly liveNow: number;
  readonly words: WordBook;

  constructor(context: StoreContext, sql: Sql, { now, liveNow }: Instant) {
    this.context = context;
    this.sql = sql;
    this.now = now;
    this.liveNow = liveNow;
    this.words = new WordBook(context.words, sql);
  }
}

/**
 * One write transaction of one verb. Every round trip costs, so a verb is written in four movements:
 *
 * 1. **Hold**: `rows.lock`, `attempts.lock`, or a separate statement that ends in `for no key update` and is handed to
 *    `adopt`. Ascending ids; `skip locked` where the contract says so. Each row is then once in memory.
 * 2. **Fetch** what stands beside them, set-based: contacts, suppressions, early answers, words (`words.need`), the
 *    providers of queues (`queues.need`). Whatever a rule or a callback asks for must be there before.
 * 3. **Decide**, without waiting: the rule changes the row in memory, and {@link save} gathers its events and deltas.
 * 4. Return. The transaction's {@link flush} writes everything as one statement and commits. A verb flushes itself only
 *    when it must read its own writes.
 *
 * Never a statement per recipient. A verb may run several times (deadlock, lost snapshot): it changes nothing outside
 * of this object, and what the process remembers is changed in {@link afterCommit}.
 */
export class Work extends Reading {
  readonly rows: HotRows;
  readonly attempts: AttemptRows;
  readonly queues: Queues;
  readonly rules: RuleBook;
  readonly answers: Answers;
  /** Rows for tables beside: suppressions, captured messages, closed providers, reopened campaigns. */
  readonly side: SideWrites;
  /** What attempts of budgeted campaigns turn out to cost. */
  readonly recharges: Recharges;
  readonly deltas: CounterDeltas = new CounterDeltas();
  readonly log: EventLog;
  /** The transaction is rolled back at its end, because only its answer is needed. */
  isTakenBack: boolean = false;
  /** Rows of the statements that travelled with the begin, in their order. */
  readonly opening: readonly (readonly Row[])[];
  readonly #commits: (() => void)[] = [];

  constructor(context: StoreContext, sql: Sql, instant: Instant, opening: readonly (readonly Row[])[] = []) {
    super(context, sql, instant);
    this.opening = opening;
    this.log = new EventLog(this.now);
    this.rows = new HotRows(sql, context.versions, this.log);
    this.attempts = new AttemptRows(sql, this.rows);
    this.queues = new Queues(sql);
    this.rules = new RuleBook(sql, this.now);
    this.answers = new Answers(sql, this.words);
    this.side = new SideWrites(sql, this.now);
    this.recharges = new Recharges(sql);
  }

  version(row: Pick<HotRow, "version">): VersionFacts {
    return this.context.versions.get(row.version);
  }

  /** The number of a word that `words.need` made sure of. */
  word(text: string): number {
    return this.words.idOf(text);
  }

  /** The number of the word of an order, which events keep. */
  async order(by: By): Promise<number> {
    const text = orderText(by);
    await this.words.need([text]);
    return this.word(text);
  }

  count(campaign: number, kind: number, a: number, n = 1, step = 0, provider = 0, b = 0): void {
    this.deltas.add(campaign, kind, step, provider, a, b, n);
  }

  /** Counts a recipient that was just enrolled. */
  counted(row: HotRow, change: Change): void {
    countPerson(this.deltas, row);
    countSkipped(this.deltas, row.campaign, change);
  }

  /** Collects a row that a rule changed, with the change's events and counters, to write them together. */
  save(row: HotRow, change: Change, attempt: AttemptName = NO_ATTEMPT, extra = 0): void {
    for (const event of change.events) {
      this.event(row, event, attempt, event.cause === "too-late" ? 0 : extra); // for want of time, not for what was said
    }
    countChange(this.deltas, row, change);
    row.queue = queueOf(this.version(row), row);
  }

  event(row: HotRow, event: ChangeEvent, attempt: AttemptName = NO_ATTEMPT, extra = 0): void {
    const { id, step, provider, source, content } = eventAbout(event, row, attempt);
    this.log.add(row, event.kind, id, step, provider, causeNumber(event.cause), extra, source, content);
  }

  /** Registers a change to this process's caches, to be made once the transaction is committed. */
  afterCommit(remember: () => void): void {
    this.#commits.push(remember);
  }

  /** Writes everything gathered so far. A verb does so only when it must read its own writes. */
  async flush(): Promise<void> {
    await (await this.gather()).run();
  }

  /** The transaction is committed. */
  committed(): void {
    this.words.publish();
    for (const remember of this.#commits) remember();
  }

  /** What is to be written at the end. */
  async gather(): Promise<Statement> {
    await this.recharges.write();
    await this.side.settleCampaigns();
    await this.side.settleThrottles();
    await this.log.number(this.context.driver, this.sql);
    const statement = this.context.driver.statement(this.sql);
    this.rows.write(statement);
    this.attempts.write(statement);
    this.log.write(statement);
    writeCounters(statement, this.deltas);
    this.side.write(statement);
    return statement;
  }
}

/** Statements that need no data of the transaction. They are sent with its begin; `Work.opening` has their rows. */
export type Opening = (context: StoreContext, sql: Sql) => readonly (() => Promise<Row[]>)[];

/** Runs verbs as transactions. */
export interface Transactions {
  write<T>(verb: (work: Work) => Promise<T>, options?: { readonly opening?: Opening | undefined }): Promise<T>;
  read<T>(verb: (reading: Reading) => Promise<T>): Promise<T>;
}
