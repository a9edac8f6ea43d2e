import { type PersonKey, personKeysIn } from "@relance/spec";
import { listOf, type Sql } from "../transaction/sql.ts";

const INSERT = `insert into person_keys (name, wrapped)
  select * from unnest($1::text[], $2::text[]) u (name, wrapped) order by 1 on conflict do nothing`;
const DELETE = "delete from person_keys where name = any($1::text[])";
const SELECT = "select name, wrapped from person_keys where name = any($1::text[])";

export async function keepKeys(sql: Sql, keys: readonly PersonKey[]): Promise<void> {
  if (keys.length === 0) return;
  await sql.run(INSERT, listOf(keys.map(({ name }) => name)), listOf(keys.map(({ wrapped }) => wrapped)));
}

/** Deletes the keys under which something in these texts is encrypted: nobody can read it from now on, here or in a copy. */
export async function dropKeys(sql: Sql, given: readonly (string | null)[]): Promise<void> {
  const names = personKeysIn(...given);
  if (names.length > 0) await sql.run(DELETE, listOf(names));
}

export async function readKeys(sql: Sql, names: readonly string[]): Promise<PersonKey[]> {
  return names.length === 0 ? [] : sql.all<PersonKey>(SELECT, listOf(names));
}
