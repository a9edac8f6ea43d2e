import { StoreError } from "@relance/spec";
import { identityOf } from "../open/check-place.ts";
import { Checkpointer } from "../open/checkpointer.ts";
import { isInMemory } from "../open/connect.ts";
import { checkMoved } from "../open/moved-mark.ts";
import type { StoreContext } from "./context.ts";
import { storeFailure } from "./store-failure.ts";
import { Work } from "./work.ts";

/** The log's size is looked at once in so many commits. */
const LOOK_EVERY = 32;
/** How often the path is compared with the open file, in milliseconds. */
const SAME_FILE_MS = 1_000;

/** Runs verbs as transactions, and keeps the log of the database short. */
export class Storage {
  readonly context: StoreContext;
  readonly #file: string;
  readonly #identity: string;
  readonly #checkpointer: Checkpointer | undefined;
  #commits = 0;
  #comparedAt = Number.NEGATIVE_INFINITY;

  constructor(context: StoreContext, file: string) {
    this.context = context;
    this.#file = file;
    const isFile = !isInMemory(file);
    this.#identity = isFile ? identityOf(file) : "";
    this.#checkpointer = isFile ? new Checkpointer(file) : undefined;
  }

  /** One write transaction: everything of the verb, or nothing (R13). */
  write<T>(verb: (work: Work) => T): T {
    const answer = this.#commit(verb);
    this.#commits += 1;
    if (this.#commits % LOOK_EVERY === 0) this.maintain(false);
    return answer;
  }

  #commit<T>(verb: (work: Work) => T): T {
    const { sql } = this.context;
    try {
      this.#compare();
      sql.run("begin immediate");
      checkMoved(sql);
      const work = new Work(this.context);
      const answer = verb(work);
      if (work.isTakenBack) {
        this.#rollback();
        return answer;
      }
      work.flush();
      sql.run("commit");
      return answer;
    } catch (error) {
      this.#rollback();
      throw storeFailure(error);
    }
  }

  /** What was learnt in a transaction that is taken back is not so. */
  #rollback(): void {
    const { sql, words, versions, lookups, shelf, parts, recount } = this.context;
    if (sql.isTransaction) sql.run("rollback");
    words.forget();
    versions.forget();
    lookups.forget();
    shelf.forget();
    parts.clear();
    recount.dataVersion = -1; // what it counted may be gone
  }

  /** One snapshot for all statements of the verb; a read never becomes a write. */
  read<T>(verb: (context: StoreContext) => T): T {
    const { sql } = this.context;
    try {
      sql.run("begin");
      return verb(this.context);
    } catch (error) {
      throw storeFailure(error);
    } finally {
      if (sql.isTransaction) sql.run("commit");
    }
  }

  /** A file that was moved or replaced takes no more writes: they would be lost with it. */
  #compare(): void {
    if (this.#checkpointer === undefined) return;
    const at = this.context.clocks.steadyNow();
    if (at - this.#comparedAt < SAME_FILE_MS) return;
    if (identityOf(this.#file) !== this.#identity) {
      throw new StoreError("store/moved", "the file was moved or replaced while it was open");
    }
    this.#comparedAt = at;
  }

  /** Folds the whole log back and empties it, so that no older state of a page is left. False while somebody reads it. */
  cutLog(): boolean {
    return this.#checkpointer?.cut() ?? true;
  }

  maintain(isIdle: boolean): void {
    this.#checkpointer?.run(isIdle);
  }

  close(): void {
    this.#checkpointer?.close();
    this.context.sql.close();
  }
}
