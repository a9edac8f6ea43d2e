import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** Stores whose schema is generated from the numbered SQL in `packages/store/schema`. */
export const STORES: readonly string[] = ["store-sqlite", "store-postgres"];

export function embeddedPath(store: string): string {
  return `packages/${store}/src/migrations.generated.ts`;
}

/**
 * Returns a TypeScript module that contains the store's numbered SQL files, because bundlers omit separate SQL files.
 * `npm run sql` writes the module, and a test checks that the module is current.
 */
export function embedSql(store: string): string {
  const schema = new URL("../packages/store/schema/", import.meta.url);
  const files = readdirSync(schema)
    .filter((name) => /^\d{4}-[a-z-]+\.sql$/.test(name))
    .sort();
  const entries = files.map((name, index) => {
    const number = Number.parseInt(name, 10);
    if (number !== index + 1) throw new Error(`${name}: migrations are numbered without a gap`);
    const sql = readFileSync(new URL(name, schema), "utf8");
    const own = store === "store-sqlite" ? forSqlite(sql) : withoutOnly(sql, "SQLite");
    return `  { number: ${number}, name: ${JSON.stringify(name.slice(5, -4))}, sql: ${JSON.stringify(own)} },\n`;
  });
  return `// Written by \`npm run sql\` from packages/store/schema. Do not edit.
export const MIGRATIONS: readonly { readonly number: number; readonly name: string; readonly sql: string }[] = [
${entries.join("")}];
`;
}

function withoutOnly(sql: string, database: "PostgreSQL" | "SQLite"): string {
  const others = new RegExp(`^ *-- only on ${database}[\\s\\S]*?^ *-- end\\n`, "gm");
  return sql.replace(others, "");
}

/** PostgreSQL syntax and its SQLite replacement. The replacements are applied in this order. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\b(bigint|integer|smallint) +generated always as identity primary key/g, "integer primary key autoincrement"],
  [/\bbigint +primary key/g, "integer primary key"],
  [/\b(bigint|smallint)\b/g, "integer"],
  [/\bdouble precision\b/g, "real"],
  [/\bbytea( +default uuid_send\(gen_random_uuid\(\)\))/g, "blob default (randomblob(16))"],
  [/'\\x([0-9a-f]+)'::bytea/g, "x'$1'"],
  [/\bbytea\b/g, "blob"],
  [/\bstrpos\(/g, "instr("],
];

const TABLE = /^create table (\w+) \(\n([\s\S]*?)^\)(?: with \([^;]*\))?;(.*)$/gm;

/**
 * Returns the schema for SQLite with strict tables. A table whose primary key is not an integer becomes WITHOUT ROWID,
 * unless the table has a blob column.
 */
function forSqlite(sql: string): string {
  let own = withoutOnly(sql, "PostgreSQL");
  for (const [from, to] of WORDS) own = own.replace(from, to);
  return own.replace(TABLE, (_, name: string, body: string, after: string) => {
    const hasRowid = /integer +primary key|\bblob\b/.test(body) || !/primary key/.test(body);
    return `create table ${name} (\n${body}) strict${hasRowid ? "" : ", without rowid"};${after}`;
  });
}

if (import.meta.main) {
  const named = process.argv.slice(2);
  for (const store of named.length > 0 ? named : STORES) {
    writeFileSync(new URL(`../${embeddedPath(store)}`, import.meta.url), embedSql(store));
  }
}
