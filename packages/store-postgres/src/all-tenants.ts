import type { Sql } from "./sql.ts";

/** Whoever has a campaign here, and the tenant without a name. */
export class AllTenants {
  readonly #sql: Sql;
  #all: readonly string[] | undefined;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Makes sure that {@link all} knows them. */
  async need(): Promise<void> {
    this.#all ??= (await this.#sql.rows("select '' union select tenant from campaigns")).map(([tenant]) =>
      String(tenant),
    );
  }

  get all(): readonly string[] {
    if (this.#all === undefined) throw new Error("tenants were not asked for");
    return this.#all;
  }
}
