import { CompiledQuery, type Transaction } from "kysely";
import type { CallerDb } from "relance";

export const fromKysely = <Tables>(tx: Transaction<Tables>): CallerDb => ({
  executeSql: (text, values) => tx.executeQuery(CompiledQuery.raw(text, values)),
});
