import type { Knex } from "knex";
import type { CallerDb } from "relance";

export const fromKnex = (trx: Knex.Transaction): CallerDb => ({
  executeSql: async (text, values) => trx.raw(text.replaceAll(/\$\d+/g, "?"), values as string[]),
});
