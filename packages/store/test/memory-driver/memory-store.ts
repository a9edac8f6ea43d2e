import { randomUUID } from "node:crypto";
import { type Store, StoreError } from "@relance/spec";
import {
  type Driver,
  EVENT_BLOCK,
  eventsByNumber,
  forgetTakenBack,
  HOT_COLUMNS,
  ID_BLOCKS,
  newContext,
  numberAt,
  OUTER_SEQUENCES,
  PERSON,
  Reading,
  type Row,
  readClock,
  readId,
  readyIn,
  type Settings,
  type Sql,
  type StoreClock,
  type StoreContext,
  sharedVerbs,
  type Transactions,
  Work,
  withCodec,
} from "@relance/store";
import { MemorySql, MemoryStatement } from "./memory-sql.ts";

const NUMBER = "cast(value as integer)";
const GIVEN = "cast(excluded.value as integer)";
const TAKE = `insert into meta (name, value) values ($1, $2)
  on conflict (name) do update set value = ${NUMBER} + ${GIVEN} returning ${NUMBER}`;
const LAST = `select coalesce(max(${NUMBER}), 0) from meta where name in ('${OUTER_SEQUENCES.join("', '")}')`;
const START = `insert into meta (name, value) values ($1, $2)
  on conflict (name) do update set value = greatest(${NUMBER}, ${GIVEN})`;

const READY = `select ${HOT_COLUMNS}, ${PERSON} from enrollments e join people p on p.id = e.id
  where ${readyIn("$1")} and e.send_order < $2 and (e.due_at, e.send_order) >= ($3, $4) and e.due_at <= $5 and e.deadline >= $6
  order by e.due_at, e.send_order limit $7`;
const NEXT = `select min(e.due_at) from enrollments e
  where ${readyIn("$1")} and e.send_order < $2 and e.due_at >= $3 and e.deadline >= $4`;

/** One connection: a transaction begins when the one before has ended, so that nothing has to be locked. */
const memoryDriver: Driver = {
  blocks: (sql, kind, count) => take(sql, kind, ID_BLOCKS[kind], count),
  drawEvents: async (sql, blocks) =>
    (await take(sql, "event_ids", EVENT_BLOCK, blocks)).map((first): Row => [null, first]),
  lastNumber: async (sql) => numberAt((await sql.row(LAST)) ?? [0], 0),
  async startNumbers(sql, from) {
    for (const name of OUTER_SEQUENCES) await sql.run(START, name, from - 1);
  },
  statement: (sql) => new MemoryStatement(sql),
  holdArrivals: async () => {},
  holdWorkers: async () => {},
  holdPhones: async () => {},
  eventPage: eventsByNumber,
  async readyRows(sql, { now, sendBudgetMs, shares, slots }) {
    const rows: Row[] = [];
    const latest = now + sendBudgetMs;
    for (const { id, releasedThrough, most, dueAt, sendOrder } of shares) {
      const free = Math.min(most, slots - rows.length);
      rows.push(...(await sql.rows(READY, id, releasedThrough, dueAt, sendOrder, now, latest, free)));
    }
    return rows;
  },
  async nextReadyAt(sql, { queues, latest }) {
    const times: number[] = [];
    for (const { id, releasedThrough, from, opensAt } of queues) {
      const [at] = (await sql.row(NEXT, id, releasedThrough, from, latest)) ?? [];
      if (typeof at === "number") times.push(Math.max(at, opensAt));
    }
    return times.length === 0 ? undefined : Math.min(...times);
  },
  checkReadable: async () => {}, // no other program reads it
};

/** First numbers of this many blocks. */
async function take(sql: Sql, name: string, size: number, count: number): Promise<number[]> {
  if (count === 0) return [];
  const last = numberAt((await sql.row(TAKE, name, size * count)) ?? [0], 0);
  return Array.from({ length: count }, (_, place) => last - size * (count - place) + 1);
}

/** Runs verbs one after the other. */
function transactionsOf(context: StoreContext, sql: MemorySql): Transactions {
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = last.then(() => transaction(run));
    last = turn.catch(() => {}); // who asked hears of it
    return turn;
  }

  async function transaction<T>(run: () => Promise<T>): Promise<T> {
    sql.exec("begin");
    try {
      return await run();
    } catch (error) {
      rollback();
      throw error;
    }
  }

  function rollback(): void {
    sql.exec("rollback");
    forgetTakenBack(context);
  }

  return {
    write: (verb, { opening } = {}) =>
      inTurn(async () => {
        const opened = await sql.together(opening?.(context, sql) ?? []);
        const work = new Work(context, sql, readClock(context.clock, Date.now()), opened);
        const answer = await verb(work);
        if (work.isTakenBack) {
          rollback();
          return answer;
        }
        await work.flush();
        sql.exec("commit");
        work.committed();
        return answer;
      }),
    read: (verb) =>
      inTurn(async () => {
        const answer = await verb(new Reading(context, sql, readClock(context.clock, Date.now())));
        sql.exec("commit");
        return answer;
      }),
  };
}

const SETTINGS: Settings = {
  batch: 500,
  isSingleWorker: true,
  watchesClock: true,
};

/** A store that is gone when it closes. */
export function memoryStore(options: {
  readonly clock: StoreClock;
  /** Awaited before each statement. */
  readonly wait?: () => Promise<void>;
}): Store {
  let opened: { readonly sql: MemorySql; readonly transactions: Transactions } | undefined;

  function start(): NonNullable<typeof opened> {
    const incarnation = randomUUID();
    const sql = new MemorySql(incarnation, options.wait);
    const about = {
      driver: memoryDriver,
      settings: SETTINGS,
      clock: options.clock,
      incarnation,
      place: incarnation,
    };
    return { sql, transactions: transactionsOf(newContext(about), sql) };
  }

  return withCodec({
    ...sharedVerbs(() => {
      if (opened === undefined) throw new StoreError("store/closed", "the store is not open");
      return opened.transactions;
    }),
    kind: "memory",
    async open() {
      opened ??= start();
      return opened.transactions.write(async ({ sql, context: { place } }) => {
        const engine = `SQLite ${process.versions.sqlite}`;
        return { kind: "memory", ...(await readId(sql, place)), schema: 1, engine };
      });
    },
    async close() {
      opened?.sql.close();
      opened = undefined;
    },
  });
}
