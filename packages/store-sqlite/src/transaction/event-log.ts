import type { EventKind } from "@relance/spec";
import type { HotRow } from "@relance/store";
import { kindNumber, REFUSED } from "@relance/store";
import { BulkInsert } from "./bulk-insert.ts";
import { numberAt, type Sql } from "./sql.ts";

const COLUMNS =
  "id, campaign, enrollment, ver, kind, at, attempt, step, provider, cause, extra, prev, source, content";

/** Events of one transaction. Numbers are given at once, so that a row can name its last one; rows follow in groups. */
export class EventLog {
  readonly #sql: Sql;
  readonly #at: number;
  readonly #insert: BulkInsert;
  #last = 0;

  constructor(sql: Sql, at: number) {
    this.#sql = sql;
    this.#at = at;
    this.#insert = new BulkInsert(sql, "events", COLUMNS);
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
    source = 0,
    content: string | null = null,
  ): void {
    const id = this.#next();
    row.ver += 1;
    const { campaign, id: enrollment, ver, lastEvent } = row;
    const [at, number] = [this.#at, kindNumber(kind)];
    this.#insert.add(
      id,
      campaign,
      enrollment,
      ver,
      number,
      at,
      attempt,
      step,
      provider,
      cause,
      extra,
      lastEvent,
      source,
      content,
    );
    row.lastEvent = id;
  }

  /**
   * One fact about a whole campaign; `order` is the word of who brought it about, or the number of a seal, and `steering`
   * what was done to its lanes.
   */
  addCampaign(
    campaign: number,
    kind: EventKind,
    order = 0,
    provider = 0,
    steering: string | null = null,
  ): void {
    this.#insert.add(
      this.#next(),
      campaign,
      0,
      0,
      kindNumber(kind),
      this.#at,
      0,
      0,
      provider,
      0,
      order,
      0,
      0,
      steering,
    );
  }

  /** One refused row; `reason` is a word. */
  addRefusal(campaign: number, refusal: number, reason: number): void {
    const id = this.#next();
    this.#insert.add(id, campaign, 0, 0, REFUSED, this.#at, 0, 0, 0, 0, reason, 0, refusal, null);
  }

  flush(): void {
    this.#insert.flush();
  }
}
