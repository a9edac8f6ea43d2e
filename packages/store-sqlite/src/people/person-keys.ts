import { type PersonKey, personKeysIn } from "@relance/spec";
import type { Sql } from "../transaction/sql.ts";

const INSERT = "insert into person_keys (name, wrapped) values (?, ?) on conflict do nothing";
const DELETE = "delete from person_keys where name = ? returning name, wrapped";
const SELECT = "select name, wrapped from person_keys where name = ?";

export function keepKey(sql: Sql, name: string | null, wrapped: string | null): void {
  if (name !== null && wrapped !== null) sql.run(INSERT, name, wrapped);
}

/** Deletes the keys under which something in these texts is encrypted: nobody can read it from now on, here or in a copy. */
export function dropKeys(sql: Sql, ...texts: readonly (string | null)[]): PersonKey[] {
  return personKeysIn(...texts).flatMap((name) => sql.all<PersonKey>(DELETE, name));
}

export function readKeys(sql: Sql, names: readonly string[]): PersonKey[] {
  return names.flatMap((name) => sql.all<PersonKey>(SELECT, name));
}
