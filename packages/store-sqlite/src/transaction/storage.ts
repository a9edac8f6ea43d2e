import { DatabaseSync } from "node:sqlite";
import { StoreError } from "@relance/spec";
import {
  forgetTakenBack,
  type Opening,
  Reading,
  type Row,
  readClock,
  type StoreContext,
  steadyNow,
  type Transactions,
  Work,
} from "@relance/store";
import { SnapshotAudit } from "../driver/snapshot-audit.ts";
import { checkTransferred } from "../open/check-content.ts";
import { fileIdentity, isInMemory } from "../open/check-place.ts";
import { SqliteSql } from "./sql.ts";
import { isOfSqlite, storeFailure } from "./store-failure.ts";

/** A log longer than this many pages (64 MB) is checkpointed immediately. */
const MAX_PAGES = 16_384;

/** Checkpoints the write-ahead log over a separate connection, between transactions of the writer. */
class Checkpointer {
  readonly #sql: SqliteSql;

  constructor(file: string) {
    this.#sql = new SqliteSql(new DatabaseSync(file, { timeout: 0 }));
  }

  /** Returns how many pages the log has (`log`), and how many of them are not in the file yet (`left`). */
  #pages(mode: "noop" | "passive"): { readonly log: number; readonly left: number } {
    const [, log = 0, done = 0] = (this.#sql.native(`pragma wal_checkpoint(${mode})`)[0] ?? []).map(Number);
    return { log, left: log - done };
  }

  /**
   * Runs a passive checkpoint. A passive checkpoint neither waits for readers nor blocks them. A later checkpoint
   * repeats a failed one, and the next write reports a disk problem to its caller.
   */
  run(isIdle: boolean): void {
    try {
      const { log, left } = this.#pages("noop");
      if (left > 0 && (isIdle || log > MAX_PAGES)) this.#pages("passive");
    } catch (error) {
      if (!isOfSqlite(error)) throw error;
    }
  }

  /** Truncates the log. Returns false while another process is using the file. */
  cut(): boolean {
    try {
      return this.#sql.native("pragma wal_checkpoint(truncate)")[0]?.[0] === 0;
    } catch (error) {
      if (!isOfSqlite(error)) throw error;
      return false;
    }
  }

  close(): void {
    this.#sql.close();
  }
}

const LOOK_EVERY = 32;
const SAME_FILE_MS = 1_000;

export class Storage implements Transactions {
  readonly context: StoreContext;
  readonly sql: SqliteSql;
  readonly #file: string;
  readonly #identity: string;
  readonly #checkpointer: Checkpointer | undefined;
  /** Absent for a store in memory, which has only one connection. */
  readonly audits: SnapshotAudit | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #commits = 0;
  #comparedAt = Number.NEGATIVE_INFINITY;

  readonly #isDeparting: boolean;

  constructor(context: StoreContext, sql: SqliteSql, file: string, isDeparting: boolean = false) {
    this.context = context;
    this.sql = sql;
    this.#file = file;
    this.#isDeparting = isDeparting;
    const isFile = !isInMemory(file);
    this.#identity = isFile ? fileIdentity(file) : "";
    this.#checkpointer = isFile ? new Checkpointer(file) : undefined;
    this.audits = isFile ? new SnapshotAudit(file) : undefined;
  }

  write<T>(verb: (work: Work) => Promise<T>, { opening }: { readonly opening?: Opening | undefined } = {}): Promise<T> {
    return this.#inTurn(async () => {
      const answer = await this.#commit(verb, opening);
      this.#commits += 1;
      if (this.#commits % LOOK_EVERY === 0) this.maintain(false);
      return answer;
    });
  }

  /** Runs all statements of a read on one snapshot. A read cannot write. */
  read<T>(verb: (reading: Reading) => Promise<T>): Promise<T> {
    return this.#inTurn(async () => {
      const { sql } = this;
      try {
        sql.exec("begin");
        return await verb(new Reading(this.context, sql, readClock(this.context.clock, 0)));
      } catch (error) {
        throw storeFailure(error);
      } finally {
        if (sql.isTransaction) sql.exec("commit");
      }
    });
  }

  /** Runs a transaction after the previous one has ended, because the store has one connection. */
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(run);
    this.#last = turn.catch(() => {}); // the caller of the failed transaction gets the error
    return turn;
  }

  async #commit<T>(verb: (work: Work) => Promise<T>, opening: Opening | undefined): Promise<T> {
    const { context, sql } = this;
    try {
      this.#compare();
      sql.exec("begin immediate");
      checkTransferred(sql, this.#isDeparting);
      const opened: (readonly Row[])[] = [];
      for (const statement of opening?.(context, sql) ?? []) opened.push(await statement());
      const work = new Work(context, sql, readClock(this.context.clock, 0), opened);
      const answer = await verb(work);
      if (work.isTakenBack) {
        this.#rollback();
        return answer;
      }
      await work.flush();
      sql.exec("commit");
      work.committed();
      return answer;
    } catch (error) {
      this.#rollback();
      throw storeFailure(error);
    }
  }

  #rollback(): void {
    if (this.sql.isTransaction) this.sql.exec("rollback");
    forgetTakenBack(this.context);
  }

  /** Refuses to write to a file that was moved or replaced, because the data would be lost. */
  #compare(): void {
    if (this.#checkpointer === undefined) return;
    const at = steadyNow(this.context.clock);
    if (at - this.#comparedAt < SAME_FILE_MS) return;
    if (fileIdentity(this.#file) !== this.#identity) {
      throw new StoreError("store/moved", "the file was moved or replaced while it was open");
    }
    this.#comparedAt = at;
  }

  /** Checkpoints and truncates the whole log, to remove old pages. False while another process reads the log. */
  async cutLog(): Promise<boolean> {
    return this.#inTurn(async () => this.#checkpointer?.cut() ?? true);
  }

  maintain(isIdle: boolean): void {
    this.#checkpointer?.run(isIdle);
  }

  /** Resolves once all requested transactions have ended. */
  close(): Promise<void> {
    return this.#inTurn(async () => this.end());
  }

  end(): void {
    this.audits?.close();
    this.#checkpointer?.close();
    this.sql.close();
  }
}
