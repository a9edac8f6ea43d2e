import { DatabaseSync } from "node:sqlite";
import { openSqlite } from "@relance/store-sqlite/embedded";
import { expect, it } from "vitest";
import { DEPARTING } from "../../src/transfer/depart.ts";
import { START } from "../support/audience.ts";
import { tempFolder } from "../support/temp-folder.ts";

/** What the file alone needs: its own life, and where its numbers stand. */
const STAYING = ["meta", "migrations"];

it("lists for every table of the schema whether it is transferred", async () => {
  using folder = tempFolder();
  const file = folder.path("store.db");
  const store = openSqlite({ file, now: () => START });
  await store.open();
  await store.close();
  const db = new DatabaseSync(file);
  const tables = db.prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'");
  const names = tables.all().map(({ name }) => String(name));
  db.close();
  expect(names.sort()).toEqual([...DEPARTING, ...STAYING].sort());
});
