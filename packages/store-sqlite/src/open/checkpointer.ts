import { DatabaseSync } from "node:sqlite";
import { SqliteSql } from "../transaction/sql.ts";

/** Beyond this many pages (64 MB) the log is folded back into the file at once. */
const MAX_PAGES = 16_384;

/** Folds the write-ahead log back into the file, over a connection of its own, between the writer's transactions. */
export class Checkpointer {
  readonly #sql: SqliteSql;

  constructor(file: string) {
    this.#sql = new SqliteSql(new DatabaseSync(file, { timeout: 0 }));
  }

  /** Pages in the log that the file does not have yet, and pages in all. */
  #pages(mode: "noop" | "passive"): { readonly log: number; readonly left: number } {
    const [, log = 0, done = 0] = (this.#sql.native(`pragma wal_checkpoint(${mode})`)[0] ?? []).map(Number);
    return { log, left: log - done };
  }

  /** Passive: waits for nobody and makes nobody wait. One that fails is tried again later: meanwhile the log only grows. */
  run(isIdle: boolean): void {
    try {
      const { log, left } = this.#pages("noop");
      if (left > 0 && (isIdle || log > MAX_PAGES)) this.#pages("passive");
    } catch (error) {
      if (!isOfSqlite(error)) throw error;
    }
  }

  /** Empties the log. False while another process reads or writes it. */
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

/** What is wrong with the disk is said by the next write, to somebody who can act on it. */
function isOfSqlite(error: unknown): boolean {
  return typeof error === "object" && error !== null && "errcode" in error;
}
