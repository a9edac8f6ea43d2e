import { type Change, type ChangeEvent, causeNumber } from "@relance/rules";
import { type Actor, orderText } from "@relance/spec";
import { Answers } from "../rows/answers.ts";
import { AttemptRows } from "../rows/attempt-rows.ts";
import { Queues, Recharges } from "../rows/budgets.ts";
import type { Instant } from "../rows/clocks.ts";
import type { StoreContext } from "../rows/context.ts";
import { CounterDeltas, writeCounters } from "../rows/counters.ts";
import { EventLog } from "../rows/event-log.ts";
import { type HotRow, queueFor } from "../rows/hot-row.ts";
import { HotRows } from "../rows/hot-rows.ts";
import {
  type AttemptName,
  countChange,
  countPerson,
  countSkipped,
  eventAbout,
  NO_ATTEMPT,
} from "../rows/person-changes.ts";
import { ProviderHealth } from "../rows/provider-health.ts";
import { RuleBook } from "../rows/rule-book.ts";
import type { Row, Sql } from "../rows/sql.ts";
import type { Statement } from "../rows/statement.ts";
import { StringTable } from "../rows/strings.ts";
import type { VersionFacts } from "../rows/versions.ts";

/** One read of a verb. All statements see one snapshot, which must be closed within a second. */
export class Reading {
  readonly context: StoreContext;
  readonly sql: Sql;
  readonly now: number;
  readonly liveNow: number;
  readonly strings: StringTable;

  constructor(context: StoreContext, sql: Sql, { now, liveNow }: Instant) {
    this.context = context;
    this.sql = sql;
    this.now = now;
    this.liveNow = liveNow;
    this.strings = new StringTable(context.strings, sql);
  }
}

/**
 * One write transaction of a verb. Round trips take time, so a verb has four phases:
 *
 * 1. **Lock** rows by ascending id (`rows.lock`, `attempts.lock`, or rows of another statement with `adopt`).
 * 2. **Fetch** everything that a rule reads, for the whole batch: contacts, suppressions, early answers, strings,
 * queues.
 * 3. **Decide** without waiting: the rule changes the row in memory, and {@link save} collects its events and changes.
 * 4. **Return**. {@link flush} writes everything as one statement at the end, or when a verb must read its own writes.
 *
 * A verb never runs a statement per recipient. A verb may run several times, after a deadlock or a lost snapshot, so it
 * changes nothing outside of this object; the memory of the process changes in {@link afterCommit}.
 */
export class Work extends Reading {
  readonly rows: HotRows;
  readonly attempts: AttemptRows;
  readonly queues: Queues;
  readonly rules: RuleBook;
  readonly answers: Answers;
  readonly health: ProviderHealth;
  readonly recharges: Recharges;
  readonly deltas: CounterDeltas = new CounterDeltas();
  readonly log: EventLog;
  isTakenBack: boolean = false;
  /** Recipients with a late report that an address is dead, or a late outcome of a message that was not sent. */
  readonly lateResults: Set<HotRow> = new Set();
  /** Rows that the statements sent together with `begin` returned, in the order of the statements. */
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
    this.answers = new Answers(sql, this.strings);
    this.health = new ProviderHealth(sql, this.now);
    this.recharges = new Recharges(sql);
  }

  version(row: Pick<HotRow, "version">): VersionFacts {
    return this.context.versions.get(row.version);
  }

  stringId(text: string): number {
    return this.strings.idOf(text);
  }

  async order(by: Actor): Promise<number> {
    const text = orderText(by);
    await this.strings.need([text]);
    return this.stringId(text);
  }

  count(campaign: number, kind: number, a: number, n = 1, step = 0, provider = 0, b = 0): void {
    this.deltas.add(campaign, kind, step, provider, a, b, n);
  }

  counted(row: HotRow, change: Change): void {
    countPerson(this.deltas, row);
    countSkipped(this.deltas, row.campaign, change);
  }

  save(row: HotRow, change: Change, attempt: AttemptName = NO_ATTEMPT, extra = 0): void {
    for (const event of change.events) {
      this.event(row, event, attempt, event.cause === "too-late" ? 0 : extra); // no answer caused this event
    }
    countChange(this.deltas, row, change);
    row.queue = queueFor(this.version(row), row);
  }

  event(row: HotRow, event: ChangeEvent, attempt: AttemptName = NO_ATTEMPT, extra = 0): void {
    const { id, step, provider, source, content } = eventAbout(event, row, attempt);
    this.log.add(row, event.kind, id, step, provider, causeNumber(event.cause), extra, source, content);
  }

  afterCommit(remember: () => void): void {
    this.#commits.push(remember);
  }

  /** Writes all changes collected so far. A verb calls this only if it must read its own writes. */
  async flush(): Promise<void> {
    await (await this.gather()).run();
  }

  committed(): void {
    this.strings.publish();
    for (const remember of this.#commits) remember();
  }

  async gather(): Promise<Statement> {
    await this.recharges.write();
    await this.health.settleCampaigns();
    await this.health.settleThrottles();
    await this.log.number(this.context.driver, this.sql);
    const statement = this.context.driver.statement(this.sql);
    this.rows.write(statement);
    this.attempts.write(statement);
    this.log.write(statement);
    writeCounters(statement, this.deltas);
    this.health.write(statement);
    return statement;
  }
}

/** Statements that need no data of the transaction, sent with its begin; `Work.opening` returns their rows. */
export type Opening = (context: StoreContext, sql: Sql) => readonly (() => Promise<Row[]>)[];

export interface Transactions {
  write<T>(verb: (work: Work) => Promise<T>, options?: { readonly opening?: Opening | undefined }): Promise<T>;
  read<T>(verb: (reading: Reading) => Promise<T>): Promise<T>;
}
