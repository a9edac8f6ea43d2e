/** SQL: reads the fact named $1, such as the id of the store. */
export const FACT = "select value from meta where name = $1";

export const KEEP_FACT = `insert into meta (name, value) values ($1, $2)
  on conflict (name) do update set value = excluded.value`;

export const beginLife = (name: string): string =>
  `insert into meta (name, value) values ('incarnation', ${name}) on conflict do nothing`;
