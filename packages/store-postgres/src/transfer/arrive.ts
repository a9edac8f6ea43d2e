import { isDeepStrictEqual } from "node:util";
import { type Arrival, type Departure, type Ledger, StoreError, type TransferredTable } from "@relance/spec";
import { type Column, count, FACT, KEEP_FACT, Reading, type Sql, startNumbers, type Work } from "@relance/store";

const COLUMNS = `select a.attname, format_type(a.atttypid, a.atttypmod) from pg_attribute a
  where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped order by a.attnum`;

/** Columns that exist only in PostgreSQL stores and that the database fills. */
const OWN_COLUMNS: Readonly<Record<string, readonly string[]>> = { events: ["xid"] };

/** Tables that are not imported: they start empty, or belong to this database alone. */
const OWN_TABLES: readonly string[] = ["meta", "migrations", "counter_deltas"];

/** Sequences that continue after the highest number of a table. */
const SEQUENCES: Readonly<Record<string, string>> = {
  enrollment_ids: "enrollments",
  attempt_ids: "attempts",
  raw_ids: "raw",
  acknowledgement_ids: "acknowledgements",
  refusal_ids: "refusals",
  event_ids: "events",
};

const ALONE = "lock table campaigns, workers, people in exclusive mode";
const ANYTHING = `select 1 where exists (select 1 from campaigns) or exists (select 1 from people)
  or exists (select 1 from suppressions) or exists (select 1 from workers)`;
const TABLES =
  "select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')";
const IDENTITIES = `select c.relname as table, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attidentity <> ''`;

/** Imports all data of another store, or nothing. @throws {StoreError} `store/not-ours`, `store/damaged` */
export async function arrive(work: Work, departure: Departure): Promise<Arrival> {
  const { sql } = work;
  await sql.run(ALONE);
  const life = await sql.row(FACT, "incarnation");
  if (life?.[0] === departure.incarnation) {
    await compare(work, departure.ledgers);
    return { rows: {}, isRepeated: true };
  }
  if ((await sql.row(ANYTHING)) !== undefined)
    throw new StoreError("store/not-ours", "this store is not empty; transfer into an empty schema");
  const rows: Record<string, number> = {};
  for (const table of departure.tables()) rows[table.table] = await takeIn(sql, table);
  const here = (await sql.rows(TABLES)).map(([name]) => String(name));
  const empty = here.filter((name) => !(name in rows) && !OWN_TABLES.includes(name));
  if (empty.length > 0) throw otherVersion(empty.join(" "));
  await numberOn(sql);
  if (departure.numbersFrom > 1) await startNumbers(work.context.driver, sql, departure.numbersFrom);
  await sql.run(KEEP_FACT, "incarnation", departure.incarnation);
  await compare(work, departure.ledgers);
  return { rows, isRepeated: false };
}

async function takeIn(sql: Sql, { table, columns, batches }: TransferredTable): Promise<number> {
  const own = (await sql.rows(COLUMNS, table)) as unknown as Column[];
  const filled = own.filter(([name]) => !OWN_COLUMNS[table]?.includes(name));
  const names = filled.map(([name]) => name);
  const lost = columns.filter((name) => !names.includes(name));
  const empty = names.filter((name) => !columns.includes(name));
  const isTable = names.length > 0 && !OWN_TABLES.includes(table);
  // if the columns differed, values would be lost silently
  if (!isTable || lost.length > 0 || empty.length > 0) throw otherVersion(`${table} ${[...lost, ...empty].join(" ")}`);
  const places = names.map((name) => columns.indexOf(name));
  let taken = 0;
  for (const batch of batches) {
    const rows = batch.map((row) => places.map((place) => row[place] ?? null));
    await sql.insert(table, filled, rows, "");
    taken += batch.length;
  }
  return taken;
}

function otherVersion(what: string): StoreError {
  return new StoreError(
    "store/schema-too-old",
    `the two stores have different versions (${what}): install one version of relance for both`,
  );
}

async function numberOn(sql: Sql): Promise<void> {
  for (const { table, column } of await sql.all<{ table: string; column: string }>(IDENTITIES)) {
    await sql.run(
      `select setval(pg_get_serial_sequence('${table}', '${column}'), greatest(max("${column}"), 1)) from "${table}"`,
    );
  }
  for (const [sequence, table] of Object.entries(SEQUENCES))
    await sql.run(`select setval('${sequence}', greatest(max(id), 1)) from ${table}`);
}

async function compare({ context, sql, now, liveNow }: Work, theirs: readonly Ledger[]): Promise<void> {
  const ours = await count(new Reading(context, sql, { now, liveNow }));
  if (isDeepStrictEqual(ours.map(sorted), theirs.map(sorted))) return;
  throw new StoreError("store/damaged", "the ledgers of the two stores differ after the transfer, so it was undone");
}

function sorted(ledger: Ledger): unknown {
  const attempts = ledger.attempts.map((attempt) => JSON.stringify(Object.entries(attempt).sort())).sort();
  return { ...ledger, attempts };
}
