import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { spawned } from "../../packages/apps/cli/test/support/spawned.ts";

const ROOT = join(import.meta.dirname, "../..");

async function demoFiles(): Promise<{ readonly folder: string } & AsyncDisposable> {
  const root = await mkdtemp(join(tmpdir(), "relance-readme-"));
  await symlink(join(ROOT, "node_modules"), join(root, "node_modules"));
  const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const [, condition = "", script = ""] = scripts["demo:files"].split(" ");
  execFileSync(process.execPath, [condition, join(ROOT, script)], { cwd: root });
  return {
    folder: join(root, "demo-files"),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

describe("npm run demo:files", () => {
  it("writes a campaign with two mistakes: its deadline has passed, and its sender is in an example domain", async () => {
    await using demo = await demoFiles();
    const { stdout, stderr, code } = await spawned(["check", "re-registration.campaign.yaml"], demo.folder).done;
    const mistakes = stdout.split("\n").filter((line) => line !== "" && !line.startsWith("warning: "));
    expect(mistakes.map((line) => line.replace(/^.*\//, ""))).toEqual([
      expect.stringMatching(/^relance\.config\.ts:\d+:\d+ .*example\.org is reserved for examples/),
      expect.stringMatching(/^re-registration\.campaign\.yaml:\d+:\d+ deadline: the time is in the past/),
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^2 mistakes$/m);
  });
});
