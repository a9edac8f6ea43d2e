import type { PluginHost, PluginStatement } from "@relance/spec";

/** The watch remembers JSON by name: `campaign:7`, `latency:sms.main`, `answers:sms.main`. */
export const MIGRATIONS: readonly string[] = ["create table watch_memory (name text primary key, data text not null)"];

const READ = "select data from watch_memory where name = $1";
const WRITE = `insert into watch_memory (name, data) values ($1, $2)
  on conflict (name) do update set data = excluded.data`;

/** Reads what any process remembered last; `undefined` = nothing, or what another version wrote and this one cannot read. */
export async function readKept<T>({ tables }: PluginHost, name: string): Promise<T | undefined> {
  const [row] = await tables.rows({ text: READ, values: [name] });
  try {
    return row === undefined ? undefined : (JSON.parse(String(row.data)) as T);
  } catch {
    return undefined;
  }
}

/** The statement that remembers a value. */
export function keep(name: string, value: unknown): PluginStatement {
  return { text: WRITE, values: [name, JSON.stringify(value)] };
}
