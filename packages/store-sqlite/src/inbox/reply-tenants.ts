import type { Sql } from "../transaction/sql.ts";

const ALL = "select '' union select tenant from campaigns";
const SENDERS = `select distinct c.tenant from words w join lanes l on w.id in (l.provider, l.planned)
  join campaigns c on c.id = l.campaign where w.word = ?`;

/**
 * Whom a STOP is meant for that came to an instance: those who have the contact, and all who send over the same instance,
 * for to the person it is one sender. Nobody: then every tenant with a campaign, and the one without a name.
 */
export function replyTenants(sql: Sql, instance: string, holders: Iterable<string>): Iterable<string> {
  const over = sql.rows(SENDERS, instance).map(([tenant]) => String(tenant));
  const tenants = new Set([...holders, ...over]);
  return tenants.size > 0 ? tenants : sql.rows(ALL).map(([tenant]) => String(tenant));
}
