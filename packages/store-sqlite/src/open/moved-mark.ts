import { StoreError } from "@relance/spec";
import type { SqliteSql } from "../transaction/sql.ts";

const FIND = "select value from meta where name = 'moved'";
const SET = "insert into meta (name, value) values ('moved', ?) on conflict do update set value = excluded.value";
const REMOVE = "delete from meta where name = 'moved'";

/** Where everything went, or is going. */
export interface MovedMark {
  readonly to: string;
  readonly isDone: boolean;
}

/**
 * What everybody reads before writing: in a file that was moved nothing may happen any more, or people would hear from
 * two stores.
 *
 * @param isDeparting a move that did not end is no hindrance
 * @throws {StoreError} `store/moved`
 */
export function checkMoved(sql: SqliteSql, isDeparting: boolean = false): void {
  const value = sql.native(FIND)[0]?.[0];
  if (typeof value !== "string") return;
  const { to, isDone } = JSON.parse(value) as MovedMark;
  if (!isDone && isDeparting) return;
  throw new StoreError(
    "store/moved",
    isDone
      ? `everything was moved to ${to}; open that one`
      : `a move to ${to} began and did not end: run the same \`relance move\` again`,
  );
}

export function writeMark(sql: SqliteSql, mark: MovedMark): void {
  sql.change(SET, [JSON.stringify(mark)]);
}

export function removeMark(sql: SqliteSql): void {
  sql.change(REMOVE, []);
}
