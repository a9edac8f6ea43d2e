import type { PluginHost, PluginStatement } from "@relance/spec";

/** The watch stores JSON in its table, under names such as `campaign:7`, `latency:sms.main` and `answers:sms.main`. */
export const MIGRATIONS: readonly string[] = ["create table watch_memory (name text primary key, data text not null)"];

const READ = "select data from watch_memory where name = $1";
const WRITE = `insert into watch_memory (name, data) values ($1, $2)
  on conflict (name) do update set data = excluded.data`;

export async function readStored<T>({ tables }: PluginHost, name: string): Promise<T | undefined> {
  const [row] = await tables.rows({ text: READ, values: [name] });
  try {
    return row === undefined ? undefined : (JSON.parse(String(row.data)) as T);
  } catch {
    return undefined;
  }
}

/** Returns the statement that stores a value. */
export function keep(name: string, value: unknown): PluginStatement {
  return { text: WRITE, values: [name, JSON.stringify(value)] };
}
