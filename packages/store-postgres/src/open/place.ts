import type { Sql } from "@relance/store";

/** Names the schema that this is: one that was restored, or copied, is another one. */
const PLACE = `(select system_identifier || ' ' || d.oid || ' ' || n.oid from pg_control_system(), pg_database d, pg_namespace n
  where d.datname = current_database() and n.nspname = current_schema())`;
const KEEP = `insert into meta (name, value) values ('place', ${PLACE})`;

/** Whether this is another schema than the one that was written last. A new one is where it is. */
export async function isElsewhere(sql: Sql): Promise<boolean> {
  await sql.run(`${KEEP} on conflict (name) do nothing`);
  return (await sql.row(`select value <> ${PLACE} from meta where name = 'place'`))?.[0] === true;
}

export async function keepPlace(sql: Sql): Promise<void> {
  await sql.run(`${KEEP} on conflict (name) do update set value = excluded.value`);
}
