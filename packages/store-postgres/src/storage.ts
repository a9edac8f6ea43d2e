import { StoreError } from "@relance/spec";
import { instantOf, READ_CLOCK } from "./clocks.ts";
import type { StoreContext } from "./context.ts";
import type { PgClientLike, PgPoolLike } from "./pool.ts";
import { Reading } from "./reading.ts";
import { numberAt, type Row, Sql } from "./sql.ts";
import { isRepeatable, storeFailure } from "./store-failure.ts";
import { Work } from "./work.ts";

/** How often one batch is repeated after a deadlock or a lost snapshot. */
const REPEATS = 3;
/** A row that stays locked for longer is given up for now. */
const LOCK_MS = 5_000;
/** A process that is frozen between two statements loses its transaction, and its locks with it. */
const IDLE_MS = 10_000;

export interface WriteOptions {
  /** Longest wait for one row that somebody else holds, in milliseconds. @default 5_000 */
  readonly lockMs?: number;
}

/** Runs verbs as transactions, each on one connection of the pool. */
export class Storage {
  readonly context: StoreContext;
  readonly #pool: PgPoolLike;
  readonly #searchPath: string;

  constructor(context: StoreContext, pool: PgPoolLike, quotedSchema: string) {
    this.context = context;
    this.#pool = pool;
    this.#searchPath = quotedSchema.replaceAll("'", "''");
  }

  /** One write transaction: everything of the verb, or nothing (R13). Repeated when others stood in the way. */
  async write<T>(verb: (work: Work) => Promise<T>, { lockMs = LOCK_MS }: WriteOptions = {}): Promise<T> {
    const begin = this.#begin("begin", lockMs);
    for (let repeat = 0; ; repeat++) {
      try {
        return await this.#transaction(begin, async (sql, serverNow) => {
          const work = new Work(this.context, sql, instantOf(this.context.clock, serverNow));
          const answer = await verb(work);
          await work.flush();
          await sql.script("commit");
          work.committed();
          return answer;
        });
      } catch (error) {
        if (!isRepeatable(error) || repeat === REPEATS) throw storeFailure(error);
      }
    }
  }

  /** One snapshot for all statements of the verb. */
  async read<T>(verb: (reading: Reading) => Promise<T>): Promise<T> {
    const begin = this.#begin("begin isolation level repeatable read read only", LOCK_MS);
    try {
      return await this.#transaction(begin, async (sql, serverNow) => {
        const answer = await verb(new Reading(this.context, sql, instantOf(this.context.clock, serverNow)));
        await sql.script("commit");
        return answer;
      });
    } catch (error) {
      throw storeFailure(error);
    }
  }

  /** Settings of the transaction alone: a proxy may give the connection to others afterwards. */
  #begin(begin: string, lockMs: number): string {
    return `${begin}; select set_config('search_path', '${this.#searchPath}', true),
      set_config('lock_timeout', '${lockMs}', true),
      set_config('idle_in_transaction_session_timeout', '${IDLE_MS}', true), ${READ_CLOCK}`;
  }

  async #transaction<T>(begin: string, body: (sql: Sql, serverNow: number) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    client.on("error", ignore); // the statement that waits hears of it as well
    const sql = new Sql(client);
    let failure: unknown;
    try {
      const rows: Row[] = await sql.script(begin);
      return await body(sql, numberAt(rows[0] ?? [], 3));
    } catch (error) {
      failure = await rollback(sql, error);
      throw error;
    } finally {
      client.removeListener("error", ignore);
      giveBack(client, failure);
    }
  }
}

function ignore(): void {}

/** Answers why the connection cannot be used any more, if it cannot. */
async function rollback(sql: Sql, error: unknown): Promise<unknown> {
  const mapped = storeFailure(error);
  if (mapped instanceof StoreError && mapped.code === "store/unavailable") return error;
  try {
    await sql.script("rollback");
    return undefined;
  } catch (second) {
    return second;
  }
}

function giveBack(client: PgClientLike, failure: unknown): void {
  if (failure === undefined) client.release();
  else client.release(failure instanceof Error ? failure : true);
}
