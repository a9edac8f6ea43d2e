import { type SQL, sql } from "drizzle-orm";
import type { CallerDb } from "relance";

export const fromDrizzle = (tx: { execute(query: SQL): PromiseLike<unknown> }): CallerDb => ({
  async executeSql(text, values) {
    const parts = text.split(/\$\d+/).map((part) => sql.raw(part));
    await tx.execute(
      sql.join(parts.flatMap((part, place) => (place === 0 ? part : [sql`${values[place - 1]}`, part]))),
    );
  },
});
