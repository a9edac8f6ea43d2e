import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { withPostgres } from "@relance/test-postgres/vitest";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { project } from "../support/project.ts";

describe("relance migrate", () => {
  it("prints the migrations of a file, creates none, and then finds nothing missing", async () => {
    await using made = await project({ delivery: "capture" });
    const { folder: cwd } = made;
    for (let time = 0; time < 2; time++) {
      const planned = await cli(["migrate", "--plan"], { cwd });
      expect(planned).toMatchObject({ code: 0, stdout: expect.stringMatching(/^begin immediate;/) });
    }
    expect((await cli(["migrate"], { cwd })).stdout).toMatch(/^sqlite store, schema \d+, SQLite /);
    expect((await cli(["migrate", "--plan"], { cwd })).stdout).toBe("-- nothing is missing\n");
  });

  it.each([
    { what: "without migrations", sql: "drop table migrations", says: "before the first release" },
    { what: "that is no database", sql: undefined, says: "not a database" },
  ])("and every other command refuse a store $what with a clear error", async ({ sql, says }) => {
    await using made = await project({ delivery: "capture" });
    const { folder: cwd } = made;
    const file = join(cwd, "relance.db");
    await cli(["migrate"], { cwd });
    if (sql === undefined) await writeFile(file, "people,phones\n".repeat(1_000));
    else {
      const bare = new DatabaseSync(file);
      bare.exec(sql);
      bare.close();
    }
    for (const command of [["migrate"], ["migrate", "--plan"], ["status"]]) {
      const { code, stderr } = await cli(command, { cwd });
      expect({ command, code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining(says) });
      expect(stderr).toContain(`${file}: `);
    }
  });

  it("--restored lets numbers continue above all assigned ones, and doctor no longer warns about the copy", async () => {
    await using made = await project({ delivery: "capture" });
    const { folder: cwd } = made;
    await cli(["migrate"], { cwd });
    expect((await cli(["doctor"], { cwd })).stdout).toMatch(/✓ numbers +from 1; .*relance migrate --restored/);
    await copyFile(join(cwd, "relance.db"), join(cwd, "copy.db"));
    const file = join(cwd, "relance.config.ts");
    await writeFile(file, (await readFile(file, "utf8")).replaceAll("relance.db", "copy.db"));
    const warned = await cli(["doctor"], { cwd });
    expect(warned.stdout).toMatch(/! numbers +this is another file .*relance migrate --restored/);
    const { code, stdout } = await cli(["migrate", "--restored"], { cwd });
    expect(code).toBe(0);
    const [, from = ""] = /continue from (\d+)/.exec(stdout) ?? [];
    expect(Number(from)).toBeGreaterThan(65_536);
    const calm = await cli(["doctor"], { cwd });
    expect(calm.stdout).toContain(`✓ numbers      from ${from} since a backup was restored`);
  });
});

await withPostgres((postgres) => {
  it("prints the SQL for an administrator, and then finds nothing missing", async () => {
    await using database = await postgres.createDatabase();
    await using made = await project({ delivery: "capture" });
    const { folder: cwd } = made;
    const file = join(cwd, "relance.config.ts");
    const options = JSON.stringify({ url: database.url, migrate: "check", maxConnections: 2 });
    const config = (await readFile(file, "utf8")).replace(/store: .*/, `store: postgresStore(${options}),`);
    await writeFile(file, `import { postgresStore } from "@relance/store-postgres";\n${config}`);
    const refused = await cli(["status"], { cwd });
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("relance migrate --plan") });
    const planned = await cli(["migrate", "--plan"], { cwd });
    expect(planned.code).toBe(0);
    expect(planned.stdout).toMatch(/^begin;/);
    expect(planned.stdout).toContain("create table enrollments");
    expect((await cli(["migrate"], { cwd })).stdout).toMatch(/^postgres store, schema \d+, PostgreSQL /);
    expect((await cli(["migrate", "--plan"], { cwd })).stdout).toBe("-- nothing is missing\n");
    expect((await cli(["status"], { cwd })).code).toBe(0);
  });
});
