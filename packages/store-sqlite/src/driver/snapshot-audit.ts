import { DatabaseSync } from "node:sqlite";
import type { AuditAnswer } from "@relance/spec";
import { COUNTED, countAttempts, countPeople, DUE, pageEnd, Recount } from "@relance/store";
import { SqliteSql, translate } from "../transaction/sql.ts";

/**
 * If no page is read for this many milliseconds, the audit pass is dropped, because its snapshot prevents checkpoints.
 * On a busy machine, several seconds can pass between two pages.
 */
const PATIENCE_MS = 30_000;

const RANGE = "where id > ?1 and id <= ?2";
const TABLES = [
  { table: "enrollments", count: translate(countPeople(RANGE)).text },
  { table: "attempts", count: translate(countAttempts(RANGE)).text },
] as const;
const COUNTERS = translate(COUNTED).text;

interface Pass {
  readonly number: number;
  readonly sql: SqliteSql;
  readonly counting: Recount;
  place: number;
  through: number;
  end: NodeJS.Timeout | undefined;
}

/** Audits the sums page by page over a separate connection. All pages of a pass read one snapshot. */
export class SnapshotAudit {
  readonly #file: string;
  #passes = 0;
  readonly #open = new Map<string, Pass>();

  constructor(file: string) {
    this.#file = file;
  }

  /** Reads the next page of at most `limit` rows. The cursor of a dropped pass starts a new pass. */
  page(cursor: string | undefined, limit: number): AuditAnswer {
    const pass = this.#take(cursor) ?? this.#begin();
    const { sql, counting, place, through } = pass;
    const { table, count } = TABLES[place] ?? TABLES[0];
    const range = sql.native(pageEnd(`${table} where id > ?1`, "+?2"), through, limit);
    const [end = 0, checked = 0] = (range[0] ?? []) as number[];
    if (checked > 0) counting.add(sql.native(count, through, end));
    pass.through = end;
    if (checked < limit) {
      pass.place += 1;
      pass.through = 0;
    }
    if (pass.place < TABLES.length) {
      const next = writeCursor(pass);
      this.#open.set(next, pass);
      pass.end = setTimeout(() => this.#take(next)?.sql.close(), PATIENCE_MS).unref();
      return { findings: [], cursor: next, checked };
    }
    counting.add(sql.native(COUNTERS));
    sql.close();
    return { findings: counting.findings(), cursor: DUE, checked };
  }

  #take(cursor: string = ""): Pass | undefined {
    const pass = this.#open.get(cursor);
    this.#open.delete(cursor);
    clearTimeout(pass?.end);
    return pass;
  }

  #begin(): Pass {
    const sql = new SqliteSql(new DatabaseSync(this.#file, { readOnly: true, timeout: 0 }));
    sql.exec("begin");
    this.#passes += 1;
    return { number: this.#passes, sql, counting: new Recount(), place: 0, through: 0, end: undefined };
  }

  close(): void {
    for (const cursor of [...this.#open.keys()]) this.#take(cursor)?.sql.close();
  }
}

function writeCursor({ number, place, through }: Pass): string {
  return `${number}.${place}.${through}`;
}
