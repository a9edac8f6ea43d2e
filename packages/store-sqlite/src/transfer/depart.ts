import type { Departure, TransferredTable, TransferredValue } from "@relance/spec";
import { count, readId, refuseWhileAlive } from "@relance/store";
import { removeMark, writeMark } from "../open/check-content.ts";
import { openStorage } from "../open-sqlite.ts";
import type { SqliteSql } from "../transaction/sql.ts";
import { linuxProcesses } from "../transport/serve.ts";

/** The tables to transfer. Each table comes after the tables that it references. */
const TABLES = `strings campaigns versions queues counters imports chunks refusals enrollments people contact_hashes walks
  attempts workers providers permits gaps outbox inbox raw requests acknowledgements suppressions forgotten_recipients replies
  events leases seals incidents budgets`;

/** How to order the rows of tables without a column `id`. */
const ORDERS: Readonly<Record<string, string>> = {
  counters: "kind, campaign, at, provider, destination, step, a, b",
  chunks: "import, seq",
  contact_hashes: "rowid",
  walks: "campaign, name",
  providers: "provider",
  permits: "name",
  forgotten_recipients: "digest",
  leases: "name",
  seals: "campaign, number",
  budgets: "campaign",
};

export const DEPARTING: readonly string[] = TABLES.split(/\s+/);

const BATCH = 2_000;

/**
 * Opens the file for the last time and marks it as being moved, so that no process writes during the transfer. The work
 * runs in the current thread, because no other thread of this process has the file open.
 * @throws {StoreError} `store/busy` while a process uses the file, `store/moved`, or an error of opening
 */
export async function depart(file: string, to: string): Promise<Departure> {
  const storage = openStorage({ file, now: Date.now, processes: linuxProcesses() }, true);
  try {
    const { sql } = storage;
    await storage.write(async (work) => {
      await refuseWhileAlive(work);
      writeMark(sql, { to, isDone: false }); // after this commit, the file is read-only
    });
    const counts = DEPARTING.map((table) => `(select count(*) from ${table})`);
    const { id: incarnation, numbersFrom } = await readId(sql, storage.context.place);
    return {
      incarnation,
      numbersFrom,
      ledgers: await storage.read((reading) => count(reading)),
      rows: sql.number(`select ${counts.join(" + ")}`),
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

function travelling(sql: SqliteSql, table: string): TransferredTable {
  const columns = sql
    .native(`select name from pragma_table_info('${table}') order by cid`)
    .map(([name]) => String(name));
  const select = `select ${columns.map((name) => `"${name}"`).join(", ")} from ${table} order by ${ORDERS[table] ?? "id"}`;
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
