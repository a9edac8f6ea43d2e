import {
  type Instant,
  numberAt,
  type Opening,
  READ_CLOCK,
  Reading,
  type Row,
  readClock,
  type StoreContext,
  type Transactions,
  Work,
} from "@relance/store";
import type { Connections } from "../open/pool.ts";
import { BEGIN, connected, type PgSql } from "./sql.ts";
import { isNameLost, isRepeatable, storeFailure } from "./store-failure.ts";

const REPEATS = 3;
/** Milliseconds that a statement waits for a locked row before it fails. */
const LOCK_MS = 5_000;
/** If a process pauses for this many milliseconds between two statements, it loses its transaction and locks. */
const IDLE_MS = 10_000;
/** If a server does not answer for this many milliseconds, it counts as lost, even if its connection looks open. */
const ANSWER_MS = 60_000;

interface WriteOptions {
  /** Maximum wait for a locked row, in milliseconds. @default 5_000 */
  readonly lockMs?: number;
  /** Independent statements that are sent with the transaction's begin. {@link Work.opening} has their rows. */
  readonly opening?: Opening | undefined;
}

/** Options apply to this transaction only, because a proxy may give the connection to another client later. */
const SETTINGS = `select set_config('search_path', $1, true), set_config('lock_timeout', $2, true),
  set_config('idle_in_transaction_session_timeout', $3, true), ${READ_CLOCK}`;

/**
 * Planner settings for verbs, which look up rows by key. They forbid scans of a table that grew since its last analyze.
 * They also forbid a new plan for each statement, because planning costs more than reading a few rows.
 */
const BY_KEY = ["enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit"]
  .map((name) => `set_config('${name}', 'off', true)`)
  .concat("set_config('plan_cache_mode', 'force_generic_plan', true)")
  .join(", ");

const READ = "begin isolation level repeatable read read only";

export class Storage implements Transactions {
  readonly context: StoreContext;
  readonly schema: string;
  readonly #connections: Connections;
  readonly #searchPath: string;

  constructor(context: StoreContext, connections: Connections, quotedSchema: string) {
    this.context = context;
    this.schema = quotedSchema;
    this.#connections = connections;
    this.#searchPath = `${quotedSchema}, pg_temp`; // temporary tables of the application must not take precedence
  }

  async write<T>(verb: (work: Work) => Promise<T>, { lockMs = LOCK_MS, opening }: WriteOptions = {}): Promise<T> {
    const settings = `${SETTINGS}, ${BY_KEY}`;
    return this.#repeated(async (sql) => {
      const [, begun = [], ...opened] = await sql.together([
        () => sql.script(BEGIN),
        () => sql.rows(settings, this.#searchPath, String(lockMs), String(IDLE_MS)),
        ...(opening?.(this.context, sql) ?? []),
      ]);
      const work = new Work(this.context, sql, this.#instant(begun), opened);
      const answer = await verb(work);
      if (work.isTakenBack) {
        await sql.script("rollback");
        return answer;
      }
      const statement = await work.gather();
      await sql.together<unknown>([() => statement.run(), () => sql.script("commit")]);
      work.committed();
      return answer;
    });
  }

  async read<T>(verb: (reading: Reading) => Promise<T>): Promise<T> {
    return this.#repeated(async (sql) => {
      const [, begun = []] = await sql.together([
        () => sql.script(READ),
        () => sql.rows(SETTINGS, this.#searchPath, String(LOCK_MS), String(IDLE_MS)),
      ]);
      const answer = await verb(new Reading(this.context, sql, this.#instant(begun)));
      await sql.script("commit");
      return answer;
    });
  }

  #instant(begun: readonly Row[]): Instant {
    return readClock(this.context.clock, numberAt(begun[0] ?? [], 3));
  }

  async #repeated<T>(body: (sql: PgSql) => Promise<T>): Promise<T> {
    for (let repeat = 0; ; repeat++) {
      try {
        return await connected(this.#connections, body, ANSWER_MS);
      } catch (error) {
        const isWithoutNames = isNameLost(error) && this.#connections.names !== undefined;
        if (isWithoutNames) this.#connections.names?.giveUp();
        if ((!isWithoutNames && !isRepeatable(error)) || repeat === REPEATS) throw storeFailure(error);
      }
    }
  }
}
