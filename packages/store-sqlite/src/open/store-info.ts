import type { StoreInfo } from "@relance/spec";
import { startOfNumbers } from "../driver/restored.ts";
import type { Storage } from "../transaction/storage.ts";
import { SCHEMA } from "./migrate.ts";
import { isElsewhere } from "./place.ts";

/** What the store says of itself. */
export function infoOf({ sql, place, context: { incarnation: id } }: Storage): StoreInfo {
  const version = sql.native("select sqlite_version()")[0]?.[0];
  return {
    kind: "sqlite",
    id,
    isElsewhere: isElsewhere(sql, place),
    numbersFrom: startOfNumbers(sql),
    schema: SCHEMA,
    engine: `SQLite ${version}`,
  };
}
