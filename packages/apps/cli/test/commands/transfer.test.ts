import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import type { Project } from "../support/project.ts";
import { started } from "../support/started.ts";

/** Writes a second configuration of the project, which uses PostgreSQL. */
async function writeOther(made: Project, url: string, secret?: string): Promise<void> {
  const own = await readFile(join(made.folder, "relance.config.ts"), "utf8");
  const store = `store: postgresStore(${JSON.stringify({ url, maxConnections: 2 })}),`;
  const other = own
    .replace(/store: .*/, store)
    .replace(/security: .*/, (all) => (secret ? `security: { signing: ["${secret}"] },` : all));
  await made.write("postgres.config.ts", `import { postgresStore } from "@relance/store-postgres";\n${other}`);
}

it("transfers only from SQLite to PostgreSQL", async () => {
  await using made = await started();
  const { folder: cwd } = made;
  expect((await cli(["transfer"], { cwd })).code).toBe(2);
  const { code, stderr } = await cli(["transfer", "--to", "relance.config.ts"], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain("moves SQLite to PostgreSQL");
  expect((await cli(["status"], { cwd })).code).toBe(0);
});

await withPostgres((postgres) => {
  it("transfers a campaign, and reports this to users of the old configuration", async () => {
    await using database = await postgres.createDatabase();
    await using made = await started({ people: 5 });
    const { folder: cwd } = made;
    await writeOther(made, database.url);
    const before = (await cli(["status", "--json"], { cwd })).stdout;
    const said = await cli(["transfer", "--to", "postgres.config.ts"], { cwd });
    expect(said).toMatchObject({ code: 0, stdout: expect.stringMatching(/^moved 5 recipients in \d+ rows/) });
    const there = ["--config", "postgres.config.ts"];
    expect((await cli(["status", "--json", ...there], { cwd })).stdout).toBe(before);
    const old = await cli(["status"], { cwd });
    expect(old).toMatchObject({ code: 3, stderr: expect.stringContaining("postgres.config.ts") });
    expect((await cli(["doctor", ...there], { cwd })).stdout).toMatch(/✓ audit +green/);
  });

  it("refuses a configuration whose secrets would invalidate links, and one that cannot be reached", async () => {
    await using database = await postgres.createDatabase();
    await using made = await started();
    const { folder: cwd } = made;
    await writeOther(made, database.url, "another-secret-of-these-tests");
    const refused = await cli(["transfer", "--to", "postgres.config.ts"], { cwd });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("links") });
    await writeOther(made, "postgres://relance@127.0.0.1:1/nowhere");
    expect((await cli(["transfer", "--to", "postgres.config.ts"], { cwd })).code).toBe(3);
    expect((await cli(["status"], { cwd })).code).toBe(0);
  });
});
