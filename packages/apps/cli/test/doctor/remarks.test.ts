import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withPostgres } from "@relance/test-postgres/vitest";
import pg from "pg";
import { expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { project } from "../support/project.ts";

await withPostgres((postgres) => {
  it("reports risks on the database server, and still finds no problem in the project", async () => {
    await using database = await postgres.createDatabase();
    await using made = await project();
    const file = join(made.folder, "relance.config.ts");
    const options = JSON.stringify({ url: database.url, maxConnections: 2 });
    const config = (await readFile(file, "utf8")).replace(/store: .*/, `store: postgresStore(${options}),`);
    await writeFile(file, `import { postgresStore } from "@relance/store-postgres";\n${config}`);
    await cli(["migrate"], { cwd: made.folder });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query("insert into relance.requests (received_at, tries, body) values (0, 3, '{}')");
    await client.query(
      "do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$",
    );
    await client.end();
    const { code, json } = await cli(["doctor", "--json"], { cwd: made.folder });
    expect(json()).toContainEqual(expect.objectContaining({ check: "requests", status: "warn" }));
    expect(json()).toContainEqual(
      expect.objectContaining({
        check: "durability",
        status: "warn",
        fact: expect.stringContaining("synchronous_commit is off"),
      }),
    );
    expect(code).toBe(0);
  });
});
