import type { Instant } from "./clocks.ts";
import type { StoreContext } from "./context.ts";
import type { Sql } from "./sql.ts";
import { WordBook } from "./words.ts";

/** One read of one verb: every statement sees the same snapshot. Short: nothing may hold one for more than a second. */
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
