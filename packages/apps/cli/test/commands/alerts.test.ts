import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { type Project, project } from "../support/project.ts";

/** A project with one SMS provider that tells somebody of incidents. */
async function telling(alerts: string): Promise<Project> {
  const made = await project();
  const config = await readFile(join(made.folder, "relance.config.ts"), "utf8");
  await made.write(
    "relance.config.ts",
    config.replace("ingressCheck: false", `ingressCheck: false, alerts: ${alerts}`),
  );
  return made;
}

const BY_SMS = '{ sms: { to: ["+33639981234"] } }';
const ITSELF = "observe.alerts.sms: an SMS about trouble with sms.main would leave over that provider itself";

describe("alerts that have no way of their own", () => {
  it("are named by relance check, which finds no mistake in them", async () => {
    await using made = await telling(BY_SMS);
    const { code, stderr } = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(code).toBe(0);
    expect(stderr).toContain(`warning: ${ITSELF}`);
    const json = await cli(["check", "hello.campaign.yaml", "--json"], { cwd: made.folder });
    expect(json.json()).toContainEqual(expect.objectContaining({ level: "warning", path: "observe.alerts.sms" }));
  });

  it("are named by relance doctor, and so is that no one is told at all", async () => {
    await using made = await telling(BY_SMS);
    const { stdout } = await cli(["doctor"], { cwd: made.folder });
    expect(stdout).toMatch(/✓ alerts\s+SMS to 1/);
    expect(stdout).toContain(ITSELF);
    expect(stdout).not.toContain("+33639981234");
    await using silent = await project();
    expect((await cli(["doctor"], { cwd: silent.folder })).stdout).toMatch(/! alerts\s+incidents alert no operator/);
  });

  it("that are misspelt are a mistake of the configuration", async () => {
    await using made = await telling('{ webhok: { url: "https://hooks.example.org" } }');
    const { code, stdout } = await cli(["doctor"], { cwd: made.folder });
    expect(code).toBe(1);
    expect(stdout).toContain("alerts.webhok");
  });
});
