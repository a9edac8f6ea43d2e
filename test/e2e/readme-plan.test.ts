import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openOutside, rowsOf } from "../../examples/demo/far-ends.ts";
import { printed } from "../../packages/cli/test/support/doc-examples.ts";
import { spawned } from "../../packages/cli/test/support/spawned.ts";

const ROOT = join(import.meta.dirname, "../..");
const COMMAND = /^\$ relance (plan .*)\n([\s\S]*?)^```$/m;

/** The demo's own campaign and configuration in a folder, with its 2,000 people as a file. */
async function demoFolder(people: readonly object[]): Promise<{ readonly folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), "relance-readme-"));
  await cp(join(ROOT, "examples/demo/campaign"), folder, { recursive: true });
  await cp(join(ROOT, "examples/demo/relance.config.ts"), join(folder, "relance.config.ts"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(join(folder, "people.jsonl"), people.map((row) => `${JSON.stringify(row)}\n`).join(""));
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

describe("README.md", () => {
  it("shows the plan of the demo's campaign as the command prints it", async () => {
    const page = await readFile(join(ROOT, "README.md"), "utf8");
    const [, command = "", output = ""] = COMMAND.exec(page) ?? [];
    const startAt = Date.parse("2013-08-01T08:00:00Z");
    await using outside = await openOutside({ seed: 26, people: 2_000, startAt, loss: 0 });
    await using demo = await demoFolder(rowsOf(outside.people));
    const env = { ...outside.env, DEMO_SECRET: "a-secret-for-this-plan" };
    const { stdout, stderr, code } = await spawned(command.split(" "), demo.folder, env).done;
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(printed(output));
  });
});
