import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { type Project, project } from "../support/project.ts";

/** Creates a project with one SMS provider and the given alerts. */
async function telling(alerts: string): Promise<Project> {
  const made = await project();
  const config = await readFile(join(made.folder, "relance.config.ts"), "utf8");
  await made.write(
    "relance.config.ts",
    `import { alerts } from "@relance/alerts";\n${config.replace("observe:", `plugins: [alerts(${alerts})],\n  observe:`)}`,
  );
  return made;
}

describe("alerts", () => {
  it("are reported by relance doctor, and so is a gateway without alerts", async () => {
    await using made = await telling("{ call: async () => {} }");
    expect((await cli(["doctor"], { cwd: made.folder })).stdout).toMatch(/✓ alerts\s+call/);
    await using silent = await project();
    expect((await cli(["doctor"], { cwd: silent.folder })).stdout).toMatch(/! alerts\s+incidents alert no operator/);
  });

  it("with a misspelt option are a mistake in the configuration", async () => {
    await using made = await telling('{ webhok: { url: "https://hooks.example.org" } }');
    const { code, stdout } = await cli(["doctor"], { cwd: made.folder });
    expect(code).toBe(1);
    expect(stdout).toContain("alerts.webhok");
  });
});
