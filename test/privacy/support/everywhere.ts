import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import pg from "pg";
import { isPostgres } from "../../support/store-at.ts";

/**
 * Searches for a text in all stored data: the bytes of SQLite's files, or every PostgreSQL column that can contain
 * text or bytes.
 */
export async function everywhere(db: string, needle: string): Promise<readonly string[]> {
  return isPostgres(db) ? inTables(db, needle) : inFiles(db, needle);
}

async function inFiles(file: string, needle: string): Promise<readonly string[]> {
  const files = [file, `${file}-wal`, `${file}-journal`].filter((path) => existsSync(path));
  const grep = spawn("grep", ["-aFl", "-e", needle, ...files], { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = await Promise.all([text(grep.stdout), once(grep, "close")]);
  if (grep.exitCode === null || grep.exitCode > 1) throw new Error("grep did not look");
  return said.split("\n").filter((line) => line !== "");
}

interface Column {
  readonly table_name: string;
  readonly column_name: string;
  readonly data_type: string;
}

const COLUMNS = `select table_name, column_name, data_type from information_schema.columns
  where table_schema = 'relance' and data_type not in ('bigint', 'integer', 'smallint', 'double precision', 'real')`;

async function inTables(url: string, needle: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Column>(COLUMNS);
    const found: string[] = [];
    for (const { table_name: table, column_name: column, data_type: type } of rows) {
      const value = `"${column}"`;
      const text = type === "bytea" ? `encode(${value}, 'escape')` : `${value}::text`;
      const hit = `select 1 from relance."${table}" where strpos(${text}, $1) > 0 limit 1`;
      if ((await client.query(hit, [needle])).rowCount) found.push(`${table}.${column}`);
    }
    return found;
  } finally {
    await client.end();
  }
}
