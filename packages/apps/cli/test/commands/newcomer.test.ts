import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { emptyFolder, project } from "../support/project.ts";

describe("what does not exist yet, or not any more", () => {
  it.each([
    { argv: ["verify", "nope.jsonl"], says: "relance evidence NAME --out FILE writes one" },
    { argv: ["transfer", "--to", "nope.ts"], says: "name another with --to" },
    { argv: ["status", "nope"], says: "none was started yet" },
    { argv: ["events", "--cursor", "abc"], says: "start again without a cursor" },
  ])("is answered with what to do: `$argv`", async ({ argv, says }) => {
    await using made = await project();
    const said = await cli(argv, { cwd: made.folder });
    expect(said.code).not.toBe(0);
    expect(said.stderr).toContain(says);
  });

  it("names the campaigns that there are beside one that there is not, of the same tenant alone", async () => {
    await using made = await project();
    const { folder: cwd } = made;
    const start = ["start", "hello.campaign.yaml", "--recipients", "3"];
    await cli([...start, "--occurrence", "2026-11"], { cwd });
    await cli([...start, "--tenant", "acme"], { cwd });
    const said = await cli(["report", "hello"], { cwd });
    expect(said).toMatchObject({ code: 1, stdout: "" });
    expect(said.stderr).toContain("there is hello --occurrence 2026-11\n");
    const acme = await cli(["report", "hallo", "--tenant", "acme"], { cwd });
    expect(acme.stderr).toContain("no campaign hallo of tenant acme in this store; there is hello\n");
  });

  it("says of a secret that is not set where to put it", async () => {
    await using made = await project();
    const file = join(made.folder, "relance.config.ts");
    const config = await readFile(file, "utf8");
    await made.write("relance.config.ts", config.replace('"a-secret-for-these-tests"', "process.env.NOT_SET"));
    const said = await cli(["status"], { cwd: made.folder });
    expect(said.code).toBe(1);
    expect(said.stderr).toMatch(
      /config\/secret-missing: none of the secrets is set: .*\.env next to the configuration/,
    );
    const { stdout } = await cli(["doctor"], { cwd: made.folder });
    expect(stdout.match(/✗ .*/g)).toEqual([expect.stringMatching(/^✗ secrets +none is set; /)]);
  });

  it("says how something is recorded where nothing was", async () => {
    await using made = await project();
    expect((await cli(["acknowledge"], { cwd: made.folder })).stdout).toContain("relance acknowledge KEY --on EVENT");
  });

  it("knows the time zone that was meant", async () => {
    await using made = await project({ campaign: "timezone: Europe/Pariss" });
    const said = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(said.stdout).toContain("did you mean Europe/Paris?");
  });
});

describe("README.md", () => {
  it("shows a campaign and commands that work when they are copied", async () => {
    const page = await readFile(join(import.meta.dirname, "../../../../../README.md"), "utf8");
    const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    for (const step of ["Run `npx relance init hello`", "`hello/re-registration.yaml`"]) expect(page).toContain(step);
    expect(page).toContain("`cd hello && npx relance check re-registration.yaml`");
    await using made = await emptyFolder();
    await cli(["init", "hello"], { cwd: made.folder });
    await made.write("hello/re-registration.yaml", yaml);
    const said = await cli(["check", "re-registration.yaml"], { cwd: join(made.folder, "hello") });
    expect(said).toMatchObject({ code: 0, stdout: "" });
    expect(said.stderr).toContain("re-registration.yaml: 3 people, 0 rows refused\n");
    expect(said.stderr).toMatch(/^no mistakes$/m);
    expect(said.stderr).not.toContain("warning");
  });
});
