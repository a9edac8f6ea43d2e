import type { Departure, TransferredTable, TransferredValue } from "@relance/spec";
import { count, lifeOf, refuseWhileAlive } from "@relance/store";
import { removeMark, writeMark } from "../open/check-content.ts";
import { openStorage } from "../open-sqlite.ts";
import type { SqliteSql } from "../transaction/sql.ts";
import type { Storage } from "../transaction/storage.ts";
import { linuxProcesses } from "../transport/serve.ts";

interface DepartingTable {
  readonly table: string;
  readonly order: string;
}

/** The transferred tables, each after all tables that it references. */
export const DEPARTING: readonly DepartingTable[] = [
  { table: "words", order: "id" },
  { table: "campaigns", order: "id" },
  { table: "versions", order: "id" },
  { table: "queues", order: "id" },
  { table: "counters", order: "kind, campaign, at, provider, destination, step, a, b" },
  { table: "imports", order: "id" },
  { table: "chunks", order: "import, seq" },
  { table: "refusals", order: "id" },
  { table: "enrollments", order: "id" },
  { table: "people", order: "id" },
  { table: "contact_hashes", order: "rowid" },
  { table: "walks", order: "campaign, name" },
  { table: "attempts", order: "id" },
  { table: "workers", order: "id" },
  { table: "providers", order: "provider" },
  { table: "permits", order: "name" },
  { table: "gaps", order: "id" },
  { table: "outbox", order: "id" },
  { table: "inbox", order: "id" },
  { table: "raw", order: "id" },
  { table: "requests", order: "id" },
  { table: "acknowledgements", order: "id" },
  { table: "suppressions", order: "id" },
  { table: "tombstones", order: "digest" },
  { table: "replies", order: "id" },
  { table: "events", order: "id" },
  { table: "leases", order: "name" },
  { table: "recalls", order: "attempt" },
  { table: "seals", order: "campaign, number" },
  { table: "incidents", order: "id" },
  { table: "budgets", order: "campaign" },
];

const BATCH = 2_000;

/**
 * Opens the file for the last time and marks it as being moved, so that no process writes during the transfer. The work
 * runs in this thread, because nothing else in this process has the file open.
 * @throws {StoreError} `store/busy` while a process uses the file, `store/moved`, and the codes of opening
 */
export async function depart(file: string, to: string): Promise<Departure> {
  const storage = openStorage({ file, now: Date.now, processes: linuxProcesses() }, true);
  try {
    await mark(storage, to);
    const { sql } = storage;
    const { id: incarnation, numbersFrom } = await lifeOf(sql, storage.context.place);
    return {
      incarnation,
      numbersFrom,
      ledgers: await storage.read((reading) => count(reading)),
      rows: rowsOf(sql),
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

/** Marks the file as being moved, and refuses while a process uses it. After the commit the file is read-only. */
function mark(storage: Storage, to: string): Promise<void> {
  return storage.write(async (work) => {
    await refuseWhileAlive(work);
    writeMark(storage.sql, { to, isDone: false });
  });
}

function rowsOf(sql: SqliteSql): number {
  const counts = DEPARTING.map(({ table }) => `(select count(*) from ${table})`);
  return sql.number(`select ${counts.join(" + ")}`);
}

function travelling(sql: SqliteSql, { table, order }: DepartingTable): TransferredTable {
  const columns = sql
    .native(`select name from pragma_table_info('${table}') order by cid`)
    .map(([name]) => String(name));
  const select = `select ${columns.map((name) => `"${name}"`).join(", ")} from ${table} order by ${order}`;
  return { table, columns, batches: batched(sql.each(select)) };
}

function* batched(rows: Iterable<readonly unknown[]>): Iterable<readonly (readonly TransferredValue[])[]> {
  let batch: (readonly TransferredValue[])[] = [];
  for (const row of rows) {
    batch.push(row as readonly TransferredValue[]);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
