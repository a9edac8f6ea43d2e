import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { withPostgres } from "@relance/test-postgres/vitest";
import { Client } from "pg";
import { describe, expect, it } from "vitest";

await withPostgres((postgres) => {
  it("gives a separate database, and removes it even if a client is connected", async () => {
    const database = await postgres.createDatabase();
    const client = new Client({ connectionString: database.url });
    client.on("error", () => undefined);
    await client.connect();
    const { rows } = await client.query("select current_database() as name");
    expect(rows).toEqual([{ name: database.name }]);

    await database[Symbol.asyncDispose]();

    await expect(new Client({ connectionString: database.url }).connect()).rejects.toMatchObject({
      code: "3D000",
    });
  });

  it("copies a template", async () => {
    await using template = await postgres.createDatabase();
    const client = new Client({ connectionString: template.url });
    await client.connect();
    await client.query("create table facts as select 1 as fact");
    await client.end();

    await using copy = await postgres.createDatabase(template.name);

    const reader = new Client({ connectionString: copy.url });
    await reader.connect();
    expect((await reader.query("select fact from facts")).rows).toEqual([{ fact: 1 }]);
    await reader.end();
  });
});

describe("without a server", () => {
  const run = (ci: string) =>
    spawnSync(
      process.execPath,
      [
        join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs"),
        "run",
        "--config",
        join(import.meta.dirname, "fixtures/without.config.ts"),
      ],
      {
        encoding: "utf8",
        env: { ...process.env, CI: ci, RELANCE_TEST_POSTGRES_URL: "postgres://127.0.0.1:1/nowhere" },
      },
    );

  it("skips tests and says why", () => {
    const { status, stdout, stderr } = run("");
    expect([status, stdout + stderr]).toEqual([
      0,
      expect.stringContaining("RELANCE_TEST_POSTGRES_URL cannot be reached"),
    ]);
  });

  it("fails in CI", () => {
    const { status, stdout, stderr } = run("true");
    expect([status, stdout + stderr]).toEqual([
      1,
      expect.stringContaining("RELANCE_TEST_POSTGRES_URL cannot be reached"),
    ]);
  });
});
