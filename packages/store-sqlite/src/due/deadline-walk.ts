import type { HotRow } from "@relance/store";
import { readHot } from "../people/row.ts";
import { numberAt, type Row } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const BATCH = 256;

/** Two statements, because only each alone is a search of the index by (deadline, id). */
const SAME = `select id, deadline, phase from enrollments indexed by enrollments_deadline
  where deadline = ? and id > ? order by id limit ${BATCH}`;
const LATER = `select id, deadline, phase from enrollments indexed by enrollments_deadline
  where deadline > ? and deadline <= ? order by deadline, id limit ${BATCH}`;

const SAVE = "insert into meta (name, value) values (?, ?) on conflict do update set value = excluded.value";

/**
 * Walks everybody in the order of their deadlines, once: the next walk of this name goes on where this one stopped.
 * Deadlines behind it are dealt with for good.
 */
export class DeadlineWalk {
  readonly #work: Work;
  readonly #name: string;
  #deadline: number;
  #id: number;

  constructor(work: Work, name: string, from = 0) {
    this.#work = work;
    this.#name = name;
    const saved = String(work.sql.row("select value from meta where name = ?", name)?.[0] ?? "0 0").split(
      " ",
    );
    const [deadline = 0, id = 0] = saved.map(Number);
    this.#deadline = Math.max(deadline, from);
    this.#id = deadline >= from ? id : 0;
  }

  /** Lets `visit` look at every open person up to a deadline. False: the slice was over before the end. */
  visit(limit: number, visit: (row: HotRow) => void): boolean {
    const { sql } = this.#work;
    let isDone = false;
    while (!isDone) {
      let rows = this.#deadline <= limit ? sql.rows(SAME, this.#deadline, this.#id) : [];
      if (rows.length === 0) rows = sql.rows(LATER, this.#deadline, limit);
      for (const row of rows) this.#visitOne(row, visit);
      isDone = rows.length === 0;
      if (!isDone && this.#work.isSliceOver) break;
    }
    sql.run(SAVE, this.#name, `${this.#deadline} ${this.#id}`);
    return isDone;
  }

  #visitOne(values: Row, visit: (row: HotRow) => void): void {
    this.#id = numberAt(values, 0);
    this.#deadline = numberAt(values, 1);
    const row = numberAt(values, 2) === 0 ? undefined : readHot(this.#work.sql, this.#id);
    if (row !== undefined) visit(row);
  }

  /** The next deadline that the walk has not come to. */
  next(): number | undefined {
    const next = this.#work.sql.row(
      "select min(deadline) from enrollments where deadline > ?",
      this.#deadline,
    )?.[0];
    return typeof next === "number" ? next : undefined;
  }
}
