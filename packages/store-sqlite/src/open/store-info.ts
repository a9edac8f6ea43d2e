import type { StoreInfo } from "@relance/spec";
import type { StoreContext } from "../transaction/context.ts";
import { startOfNumbers } from "../verbs/restored.ts";
import { SCHEMA } from "./migrate.ts";
import { isElsewhere } from "./place.ts";

/** What the store says of itself. */
export function infoOf({ sql, incarnation: id, place }: StoreContext): StoreInfo {
  const version = sql.row("select sqlite_version()")?.[0];
  return {
    kind: "sqlite",
    id,
    isElsewhere: isElsewhere(sql, place),
    numbersFrom: startOfNumbers(sql),
    schema: SCHEMA,
    engine: `SQLite ${version}`,
  };
}
