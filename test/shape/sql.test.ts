import { expect, it } from "vitest";
import { embedSql } from "../../scripts/embed-sql.ts";
import { read } from "../support/repository.ts";

it("embeds the SQL as it stands in the files (npm run sql)", () => {
  expect(read("packages/store-sqlite/src/migrations.generated.ts")).toBe(embedSql());
});
