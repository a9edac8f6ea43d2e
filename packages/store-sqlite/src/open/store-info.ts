import type { StoreInfo } from "@relance/spec";
import { lifeOf } from "@relance/store";
import type { Storage } from "../transaction/storage.ts";
import { SCHEMA } from "./migrate.ts";

/** What the store says of itself. */
export function infoOf(storage: Storage): Promise<StoreInfo> {
  return storage.write(async ({ sql, context: { place } }) => {
    const life = await lifeOf(sql, place);
    return { kind: "sqlite", ...life, schema: SCHEMA, engine: `SQLite ${process.versions.sqlite}` };
  });
}
