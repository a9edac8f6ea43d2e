import { expect, it } from "vitest";
import { embeddedPath, embedSql, STORES } from "../../scripts/embed-sql.ts";
import { read } from "../support/repository.ts";

it.each(STORES)("embeds the SQL of %s as in the files (npm run sql)", (store) => {
  expect(read(embeddedPath(store))).toBe(embedSql(store));
});
