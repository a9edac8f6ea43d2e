/** SQL: what the store says of itself under the name $1. */
export const FACT = "select value from meta where name = $1";

/** SQL: keeps such a fact, in place of the one that was there. */
export const KEEP_FACT = `insert into meta (name, value) values ($1, $2)
  on conflict (name) do update set value = excluded.value`;

/** SQL: the store's life begins under this name, an expression, unless it has begun. */
export const beginLife = (name: string): string =>
  `insert into meta (name, value) values ('incarnation', ${name}) on conflict do nothing`;
