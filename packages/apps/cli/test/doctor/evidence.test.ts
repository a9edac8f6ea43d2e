import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withPostgres } from "@relance/test-postgres/vitest";
import pg from "pg";
import { expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { project } from "../support/project.ts";

/** Moves the cursor ahead of all transactions, as a restore into a new server does. */
function ahead(cursor: string): string {
  const parts = cursor.split("~");
  expect(parts).toHaveLength(8);
  return parts.with(5, String(10 ** 9 + Number(parts[5]))).join("~");
}

await withPostgres((postgres) => {
  it("reports that the position of sealing is lost, until relance evidence has recovered it from the seals", async () => {
    await using database = await postgres.createDatabase();
    await using made = await project();
    const { folder: cwd } = made;
    const file = join(cwd, "relance.config.ts");
    const options = JSON.stringify({ url: database.url, maxConnections: 2 });
    const config = (await readFile(file, "utf8")).replace(/store: .*/, `store: postgresStore(${options}),`);
    await writeFile(file, `import { postgresStore } from "@relance/store-postgres";\n${config}`);
    const evidence = async () =>
      (await cli(["doctor", "--json"], { cwd })).json().find(({ check }) => check === "evidence");
    await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd });
    await cli(["evidence", "hello", "--out", "before.jsonl"], { cwd });
    expect(await evidence()).toMatchObject({ status: "ok" });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query("select data from relance.leases where name = 'evidence'");
    const place = [ahead(rows[0].data)];
    await client.query("update relance.leases set data = $1 where name = 'evidence'", place);
    await client.end();
    expect(await evidence()).toMatchObject({ status: "warn", fact: expect.stringContaining("lost") });
    await cli(["acknowledge", "p1", "--on", "came"], { cwd });
    await cli(["evidence", "hello", "--out", "after.jsonl"], { cwd });
    expect(await evidence()).toMatchObject({ status: "ok" });
    const said = await cli(["verify", "after.jsonl", "--root", "before.jsonl"], { cwd });
    expect(said).toMatchObject({ code: 0 });
    const events = (text: string) => Number(/^(\d+) events under/m.exec(text)?.[1]);
    const before = await cli(["verify", "before.jsonl"], { cwd });
    expect(events(said.stdout)).toBe(events(before.stdout) + 1); // the new confirmation is exported, and no event twice
  });
});
