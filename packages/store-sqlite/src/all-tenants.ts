import type { Sql } from "./sql.ts";

/** Whoever has a campaign here, and the tenant without a name. */
export function allTenants(sql: Sql): string[] {
  return sql.rows("select '' union select tenant from campaigns").map(([tenant]) => String(tenant));
}
