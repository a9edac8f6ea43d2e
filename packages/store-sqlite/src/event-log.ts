import { EVENT_KINDS, type EventKind } from "@relance/spec";
import type { HotRow } from "./row.ts";
import { numberAt, type Sql } from "./sql.ts";

const NUMBERS = new Map<EventKind, number>(EVENT_KINDS.map((kind, number) => [kind, number]));

const COLUMNS = 12;
/** Rows of one insert: several at once halve the cost. */
const GROUP = 32;

function insertOf(rows: number): string {
  const places = `(${Array(COLUMNS).fill("?").join(", ")})`;
  return `insert into events (id, campaign, enrollment, ver, kind, at, attempt, step, provider, cause, extra, prev)
    values ${Array(rows).fill(places).join(", ")}`;
}

const INSERT_ONE = insertOf(1);
const INSERT_GROUP = insertOf(GROUP);

export function kindNumber(kind: EventKind): number {
  return NUMBERS.get(kind) ?? 0;
}

/** Events of one transaction. Numbers are given at once, so that a row can name its last one; rows are written at the end. */
export class EventLog {
  readonly #sql: Sql;
  readonly #at: number;
  readonly #values: number[] = [];
  #last = 0;

  constructor(sql: Sql, at: number) {
    this.#sql = sql;
    this.#at = at;
  }

  #next(): number {
    if (this.#last === 0) {
      const row = this.#sql.row("select seq from sqlite_sequence where name = 'events'");
      this.#last = row === undefined ? 0 : numberAt(row, 0);
    }
    this.#last += 1;
    return this.#last;
  }

  /** One fact about a person; the row's chain goes on with it. */
  add(
    row: HotRow,
    kind: EventKind,
    attempt: number,
    step: number,
    provider: number,
    cause: number,
    extra: number,
  ): void {
    const id = this.#next();
    row.ver += 1;
    const { campaign, id: enrollment, ver, lastEvent } = row;
    this.#values.push(
      id,
      campaign,
      enrollment,
      ver,
      kindNumber(kind),
      this.#at,
      attempt,
      step,
      provider,
      cause,
      extra,
      lastEvent,
    );
    row.lastEvent = id;
  }

  /** One fact about a whole campaign. */
  addCampaign(campaign: number, kind: EventKind): void {
    this.#values.push(this.#next(), campaign, 0, 0, kindNumber(kind), this.#at, 0, 0, 0, 0, 0, 0);
  }

  flush(): void {
    const values = this.#values;
    let start = 0;
    for (; start + GROUP * COLUMNS <= values.length; start += GROUP * COLUMNS) {
      this.#sql.run(INSERT_GROUP, ...values.slice(start, start + GROUP * COLUMNS));
    }
    for (; start < values.length; start += COLUMNS) {
      this.#sql.run(INSERT_ONE, ...values.slice(start, start + COLUMNS));
    }
    values.length = 0;
  }
}
