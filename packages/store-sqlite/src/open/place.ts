import { statSync } from "node:fs";
import type { SqliteSql } from "../transaction/sql.ts";
import { isInMemory } from "./connect.ts";

const FIND = "select value from meta where name = 'place'";
const KEEP =
  "insert into meta (name, value) values ('place', ?) on conflict do update set value = excluded.value";

/** Names the file that this is, without its path: a copy is another one. */
export function placeOfFile(file: string): string {
  return isInMemory(file) ? file : String(statSync(file).ino);
}

/** Whether this is another file than the one that was written last. A new one is where it is. */
export function isElsewhere(sql: SqliteSql, place: string): boolean {
  const known = sql.native(FIND)[0]?.[0];
  if (known === undefined) keepPlace(sql, place);
  return known !== undefined && known !== place;
}

export function keepPlace(sql: SqliteSql, place: string): void {
  sql.change(KEEP, [place]);
}
