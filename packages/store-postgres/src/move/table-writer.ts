import { type MovedValue, StoreError } from "@relance/spec";
import type { Sql } from "@relance/store";
import { type List, listOf } from "@relance/store";

/** A column as the catalog describes it. */
export interface CatalogColumn {
  readonly name: string;
  /** Such as `bigint`. */
  readonly type: string;
}

const COLUMNS = `select a.attname as name, format_type(a.atttypid, a.atttypmod) as type from pg_attribute a
  where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped order by a.attnum`;

/** The columns of a table, as they are now. */
export function columnsOf(sql: Sql, table: string): Promise<CatalogColumn[]> {
  return sql.all<CatalogColumn>(COLUMNS, table);
}

/** Writes rows as arrays of columns, with the numbers that they have. */
export class TableWriter {
  readonly #text: string;
  readonly #types: readonly string[];

  constructor(table: string, columns: readonly CatalogColumn[]) {
    this.#types = columns.map(({ type }) => type);
    const names = columns.map(({ name }) => `"${name}"`).join(", ");
    const arrays = columns.map(({ type }, place) => `$${place + 1}::${type}[]`);
    const values = columns.map(({ name }) => `u."${name}"`);
    this.#text = `insert into ${table} (${names}) overriding system value
      select ${values.join(", ")} from unnest(${arrays.join(", ")}) u (${names})`;
  }

  async write(sql: Sql, rows: readonly (readonly MovedValue[])[]): Promise<void> {
    if (rows.length === 0) return;
    const arrays = this.#types.map((type, place) =>
      literal(
        type,
        rows.map((row) => row[place] ?? null),
      ),
    );
    await sql.run(this.#text, ...arrays);
  }
}

function literal(type: string, values: readonly MovedValue[]): List {
  return listOf(type === "bytea" ? values.map(bytesOf) : values);
}

function bytesOf(value: MovedValue): Uint8Array | null {
  if (value === null || value instanceof Uint8Array) return value;
  throw new StoreError("store/damaged", "something else stands where the other store must have bytes");
}
