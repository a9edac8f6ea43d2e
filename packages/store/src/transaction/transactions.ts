import type { StoreContext } from "./context.ts";
import type { Reading } from "./reading.ts";
import type { Row, Sql } from "./sql.ts";
import type { Work } from "./work.ts";

/** Statements that need nothing of the transaction: they travel with its begin, and `Work.opening` has their rows. */
export type Opening = (context: StoreContext, sql: Sql) => readonly (() => Promise<Row[]>)[];

/** Runs verbs as transactions. */
export interface Transactions {
  write<T>(
    verb: (work: Work) => Promise<T>,
    options?: { readonly opening?: Opening | undefined },
  ): Promise<T>;
  read<T>(verb: (reading: Reading) => Promise<T>): Promise<T>;
}
