import { randomUUID } from "node:crypto";
import type { Departure, MovedTable, MovedValue } from "@relance/spec";
import { count, lifeOf, refuseWhileAlive } from "@relance/store";
import { removeMark, writeMark } from "../open/moved-mark.ts";
import { openStorage } from "../open-sqlite.ts";
import type { SqliteSql } from "../transaction/sql.ts";
import type { Storage } from "../transaction/storage.ts";
import { linuxProcesses } from "../workers/process-identity.ts";
import { DEPARTING, type DepartingTable } from "./departing-tables.ts";

const BATCH = 2_000;

/**
 * Opens the file for the last time and marks it, so that nobody writes while its rows travel. In this thread: nothing
 * else of this process has it open.
 * @throws {StoreError} `store/busy` while a process works with it, `store/moved`, and what opening throws
 */
export async function depart(file: string, to: string): Promise<Departure> {
  const storage = openStorage(
    { file, now: Date.now, processes: linuxProcesses(), singleWorker: true, id: randomUUID },
    true,
  );
  try {
    await mark(storage, to);
    const { sql } = storage;
    const { id: incarnation, numbersFrom } = await lifeOf(sql, storage.context.place);
    return {
      incarnation,
      numbersFrom,
      ledgers: await storage.read((reading) => count(reading)),
      tables: () => DEPARTING.map((table) => travelling(sql, table)),
      done: async () => writeMark(sql, { to, isDone: true }),
      undo: async () => removeMark(sql),
      [Symbol.dispose]() {
        storage.maintain(true);
        storage.end();
      },
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** One transaction: nobody lives, and from its commit on nobody can write. */
function mark(storage: Storage, to: string): Promise<void> {
  return storage.write(async (work) => {
    await refuseWhileAlive(work);
    writeMark(storage.sql, { to, isDone: false });
  });
}

function travelling(sql: SqliteSql, { table, order }: DepartingTable): MovedTable {
  const columns = sql
    .native(`select name from pragma_table_info('${table}') order by cid`)
    .map(([name]) => String(name));
  const select = `select ${columns.map((name) => `"${name}"`).join(", ")} from ${table} order by ${order}`;
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
