import type { EventLog } from "./event-log.ts";
import { firstHotRow, HOT_COLUMNS, type HotRow, writeChanged, writeNew } from "./hot-row.ts";
import { numberAt, pluck, type Row, type Sql } from "./sql.ts";
import type { Statement } from "./statement.ts";
import type { Versions } from "./versions.ts";

export const holdRows = (and: string = ""): string =>
  `select ${HOT_COLUMNS} from enrollments e where e.id = any($1::bigint[]) ${and} order by e.id for no key update`;

const LOCK = holdRows();

export interface HoldOptions {
  /** True to skip rows that another transaction locks; false to wait for them. @default false */
  readonly skipLocked?: boolean;
}

/** A transaction's locked recipients, each once in memory. All are written together at its end. */
export class HotRows {
  readonly #sql: Sql;
  readonly #versions: Versions;
  readonly #log: EventLog;
  readonly #rows = new Map<number, HotRow>();
  #fresh: HotRow[] = [];

  constructor(sql: Sql, versions: Versions, log: EventLog) {
    this.#sql = sql;
    this.#versions = versions;
    this.#log = log;
  }

  get(id: number): HotRow | undefined {
    return this.#rows.get(id);
  }

  /** Locks these recipients in ascending order. `skipLocked` skips locked recipients instead of waiting. */
  async lock(ids: Iterable<number>, { skipLocked = false }: HoldOptions = {}): Promise<HotRow[]> {
    const wanted = [...new Set(ids)];
    const missing = wanted.filter((id) => !this.#rows.has(id));
    if (missing.length > 0) {
      const text = skipLocked ? `${LOCK} skip locked` : LOCK;
      await this.adopt(await this.#sql.rows(text, missing));
    }
    return wanted.flatMap((id) => this.#rows.get(id) ?? []);
  }

  /** Adds locked rows ({@link HOT_COLUMNS} first). A row that is already in memory stays, because it is newer. */
  async adopt(read: readonly Row[]): Promise<HotRow[]> {
    this.#log.forget(); // before these rows were locked, another process may have written events with higher numbers
    const rows = read.map((values) => {
      const known = this.#rows.get(numberAt(values, 0));
      if (known !== undefined) return known;
      const row = firstHotRow(values);
      this.#rows.set(row.id, row);
      return row;
    });
    await this.#versions.need(this.#sql, pluck(rows, "version"));
    return rows;
  }

  add(row: HotRow): void {
    this.#rows.set(row.id, row);
    this.#fresh.push(row);
  }

  write(statement: Statement): void {
    const fresh = new Set(this.#fresh);
    writeNew(statement, this.#fresh);
    this.#fresh = [];
    writeChanged(statement, fresh.size === 0 ? this.#rows.values() : this.#others(fresh));
  }

  *#others(fresh: ReadonlySet<HotRow>): Iterable<HotRow> {
    for (const row of this.#rows.values()) if (!fresh.has(row)) yield row;
  }
}
