import { randomUUID } from "node:crypto";
import type { Departure, MovedTable, MovedValue } from "@relance/spec";
import { removeMark, writeMark } from "../open/moved-mark.ts";
import { openStorage } from "../open-sqlite.ts";
import type { Sql } from "../transaction/sql.ts";
import type { Storage } from "../transaction/storage.ts";
import { Work } from "../transaction/work.ts";
import { count } from "../verbs/count.ts";
import { startOfNumbers } from "../verbs/restored.ts";
import { refuseWhileAlive } from "../workers/live-workers.ts";
import { linuxProcesses } from "../workers/process-identity.ts";
import { DEPARTING, type DepartingTable } from "./departing-tables.ts";

const BATCH = 2_000;

/**
 * Opens the file for the last time and marks it, so that nobody writes while its rows travel. In this thread: nothing
 * else of this process has it open.
 * @throws {StoreError} `store/busy` while a process works with it, `store/moved`, and what opening throws
 */
export function depart(file: string, to: string): Departure {
  const storage = openStorage(
    { file, now: Date.now, processes: linuxProcesses(), singleWorker: true, id: randomUUID },
    true,
  );
  try {
    mark(storage, to);
    const { sql, incarnation } = storage.context;
    return {
      incarnation,
      numbersFrom: startOfNumbers(sql),
      ledgers: storage.read((context) => count(context)),
      tables: () => DEPARTING.map((table) => travelling(sql, table)),
      done: async () => writeMark(sql, { to, isDone: true }),
      undo: async () => removeMark(sql),
      [Symbol.dispose]() {
        storage.maintain(true);
        storage.close();
      },
    };
  } catch (error) {
    storage.close();
    throw error;
  }
}

/** One transaction: nobody lives, and from its commit on nobody can write. */
function mark({ context }: Storage, to: string): void {
  const { sql } = context;
  sql.exec("begin immediate");
  try {
    const work = new Work(context);
    refuseWhileAlive(work);
    writeMark(sql, { to, isDone: false });
    sql.exec("commit");
  } catch (error) {
    if (sql.isTransaction) sql.exec("rollback");
    throw error;
  }
}

function travelling(sql: Sql, { table, order, more }: DepartingTable): MovedTable {
  const own = sql
    .rows(`select name from pragma_table_info('${table}') order by cid`)
    .map(([name]) => `${name}`);
  const columns = [...own, ...(more?.columns ?? [])];
  const list = [...own.map((name) => `t."${name}"`), ...(more?.columns ?? []).map((name) => `p."${name}"`)];
  const keys = order.split(", ").map((name) => `t."${name}"`);
  const select = `select ${list.join(", ")} from ${table} t ${more?.join ?? ""} order by ${keys.join(", ")}`;
  return { table, columns, batches: batched(sql.each(select)) };
}

function* batched(rows: Iterable<readonly unknown[]>): Iterable<readonly (readonly MovedValue[])[]> {
  let batch: (readonly MovedValue[])[] = [];
  for (const row of rows) {
    batch.push(row as readonly MovedValue[]);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
