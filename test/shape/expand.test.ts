import { DatabaseSync } from "node:sqlite";
import { withPostgres } from "@relance/test-postgres/vitest";
import pg from "pg";
import { expect, it } from "vitest";
import { MIGRATIONS as POSTGRES } from "../../packages/store-postgres/src/migrations.generated.ts";
import { MIGRATIONS as SQLITE } from "../../packages/store-sqlite/src/migrations.generated.ts";

/** A column of a database table. `place` is the table's name and the column's name. */
interface Column {
  readonly place: string;
  readonly type: string;
  readonly isRequired: boolean;
}

/**
 * Checks that a program written for the earlier schema finds every column that it knows, and can insert rows without
 * the newer columns.
 */
function expectExpanded(before: readonly Column[], after: readonly Column[], name: string): void {
  const known = new Map(before.map((column) => [column.place, column]));
  const now = new Map(after.map((column) => [column.place, column]));
  const tables = new Set(before.map(({ place }) => place.split(".")[0]));
  const gone = before.filter(({ place, type }) => now.get(place)?.type !== type);
  const demanded = after.filter(
    ({ place, isRequired }) => isRequired && tables.has(place.split(".")[0]) && known.get(place)?.isRequired !== true,
  );
  expect({ name, gone, demanded }).toEqual({ name, gone: [], demanded: [] });
}

it("every migration of SQLite keeps the columns that earlier programs use, or locks these programs out", () => {
  using db = Object.assign(new DatabaseSync(":memory:"), { [Symbol.dispose]: () => db.close() });
  db.exec("create table migrations (number integer primary key, name text, checksum text, applied_at integer)");
  const look = () =>
    db
      .prepare(
        `select m.name || '.' || c.name as place, c.type, c."notnull" = 1 and c.dflt_value is null and c.pk = 0 as required
          from sqlite_schema m join pragma_table_info(m.name) c where m.type = 'table' order by 1`,
      )
      .all()
      .map(({ place, type, required }) => ({
        place: String(place),
        type: String(type),
        isRequired: required === 1,
      }));
  for (const { number, name, sql } of SQLITE) {
    const before = look();
    db.exec(sql);
    if (/^-- Safe while older workers run: no/m.test(sql)) continue;
    expectExpanded(before, look(), `${number} ${name}`);
  }
});

await withPostgres((postgres) => {
  it("every migration of PostgreSQL keeps the columns that earlier programs use, or locks these programs out", async () => {
    await using database = await postgres.createDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const look = async () => {
      const { rows } = await client.query(
        `select table_name || '.' || column_name as place, data_type as type, is_nullable = 'NO'
            and column_default is null and is_identity = 'NO' as "isRequired"
          from information_schema.columns where table_schema = 'public' order by 1`,
      );
      return rows as Column[];
    };
    try {
      for (const { number, name, sql } of POSTGRES) {
        const before = await look();
        await client.query(sql);
        const oldest = Number(/^-- Oldest worker that can use this schema: (\d+)$/m.exec(sql)?.[1] ?? number);
        if (oldest < number) expectExpanded(before, await look(), `${number} ${name}`);
      }
    } finally {
      await client.end();
    }
  });
});
