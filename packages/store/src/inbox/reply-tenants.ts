import { listOf, type Sql } from "../transaction/sql.ts";

const ALL = "select '' union select tenant from campaigns";
const SENDERS = `select distinct w.word, c.tenant from words w join lanes l on w.id in (l.provider, l.planned)
  join campaigns c on c.id = l.campaign where w.word = any($1::text[])`;

/** Who may have written to somebody who says STOP. */
export class ReplyTenants {
  readonly #sql: Sql;
  readonly #over = new Map<string, Set<string>>();
  #all: readonly string[] | undefined;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Makes sure that {@link of} knows whoever sends over these instances. */
  async need(instances: readonly string[]): Promise<void> {
    for (const instance of instances) this.#over.set(instance, new Set());
    for (const [instance, tenant] of await this.#sql.rows(SENDERS, listOf(instances)))
      this.#over.get(String(instance))?.add(String(tenant));
    this.#all ??= (await this.#sql.rows(ALL)).map(([tenant]) => String(tenant));
  }

  /**
   * Whom a STOP is meant for that came to an instance: those who have the contact, and all who send over the same instance,
   * for to the person it is one sender. Nobody: then every tenant with a campaign, and the one without a name.
   */
  of(instance: string, holders: Iterable<string>): Iterable<string> {
    const over = this.#over.get(instance);
    if (over === undefined || this.#all === undefined) throw new Error("tenants were not asked for");
    const tenants = new Set([...holders, ...over]);
    return tenants.size > 0 ? tenants : this.#all;
  }
}
