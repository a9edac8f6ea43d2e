import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { emptyFolder, project } from "../support/project.ts";

describe("a missing file, store or campaign", () => {
  it.each([
    { argv: ["verify", "nope.jsonl"], says: "relance evidence NAME --out FILE writes one" },
    { argv: ["transfer", "--to", "nope.ts"], says: "name another with --to" },
    { argv: ["status", "nope"], says: "none was started yet" },
    { argv: ["events", "--cursor", "abc"], says: "start again without a cursor" },
  ])("is answered with advice: `$argv`", async ({ argv, says }) => {
    await using made = await project();
    const said = await cli(argv, { cwd: made.folder });
    expect(said.code).not.toBe(0);
    expect(said.stderr).toContain(says);
  });

  it("lists existing campaigns of the same tenant for an unknown one", async () => {
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

  it("states where to set a missing secret", async () => {
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
    expect(stdout.match(/✗ .*/g)).toEqual([
      expect.stringMatching(/^✗ config +config\/secret-missing: none of the secrets is set: /),
    ]);
  });

  it("explains how to record an access if none was recorded", async () => {
    await using made = await project();
    expect((await cli(["acknowledge"], { cwd: made.folder })).stdout).toContain("relance acknowledge KEY --on EVENT");
  });
});

describe("a mistake in the files that init writes", () => {
  it.each(["hello", "hello.yaml", "hallo.campaign.yaml"])("is a misspelt file: %s", async (file) => {
    await using made = await emptyFolder();
    await cli(["init"], { cwd: made.folder });
    const said = await cli(["run", file, "--recipients", "3"], { cwd: made.folder });
    expect(said.stderr).toContain("there is no such file; did you mean hello.campaign.yaml?\n");
  });

  it.each([
    {
      from: "timezone: Europe/Paris",
      to: "timezone: Europe/Pariss",
      says: "3:11 timezone: did you mean Europe/Paris?",
    },
    {
      from: "template: hello, wait",
      to: "template: helo, wait",
      says: "14:31 step 1, template: there is no FOLDER/helo.sms.liquid; did you mean hello?",
    },
    {
      from: "do: escalate",
      to: "do: escalat",
      says: "14:72 step 1, onMissingReceipt.do: did you mean escalate?",
    },
    { from: "key: id", to: "key: ID", says: "7:8 audience.key: the audience has no column ID; did you mean id?" },
    { from: "channel: sms", to: "channel: SMS", says: "14:16 step 1, channel: did you mean sms?" },
    { from: "[link, event]", to: "link", says: "12:30 confirm.via: write a list of event, link and reply" },
    { from: "[link, event]", to: "[lnk, event]", says: "12:31 confirm.via[0]: did you mean link?" },
    { from: "wait: 2m", to: "wiat: 2m", says: "14:38 step 1, wiat: no such key; did you mean wait?" },
    {
      from: "sms, template",
      to: "sms, via: main, template",
      says: "14:21 step 1, via: this key is called route; write route: [main, second]",
    },
    { from: "deadline: 72h", to: "deadline: soon", says: "4:11 deadline: write an instant such as 2031-08-15T23:59" },
    {
      from: "deadline: 72h",
      to: "deadline: 2031-08-15",
      says: "4:11 deadline: write the time too, such as 2031-08-15T18:00",
    },
    { from: "deadline: 72h", to: "deadline: 3 days", says: "4:11 deadline: did you mean 3d?" },
    { from: "deadline: 72h", to: "deadline: 0h", says: "4:11 deadline: write an instant such as 2031-08-15T23:59" },
    { from: "wait: 2m", to: "wait: 2 minutes", says: "14:44 step 1, wait: did you mean 2m?" },
    { from: "wait: 2m", to: "wait: 2 months", says: "14:44 step 1, wait: write a duration such as 30s" },
  ])("is one mistake with its place and the probable word: $to", async ({ from, to, says }) => {
    await using made = await emptyFolder();
    await cli(["init"], { cwd: made.folder });
    const campaign = await readFile(join(made.folder, "hello.campaign.yaml"), "utf8");
    await made.write("hello.campaign.yaml", campaign.replace(from, to));
    const said = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    const advice = says.replace("FOLDER", made.folder);
    expect(said).toMatchObject({ code: 1, stdout: expect.stringContaining(`hello.campaign.yaml:${advice}`) });
    expect(said.stdout.trim().split("\n")).toHaveLength(1);
    expect(said.stderr).toMatch(/^1 mistake$/m);
  });

  it("reports a }} that closes nothing, and counts a message without a link as a warning", async () => {
    await using made = await emptyFolder();
    await cli(["init"], { cwd: made.folder });
    await made.write("hello.sms.liquid", "Hello {{ name }} }}, come? {{ ack.url }}");
    const said = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(said).toMatchObject({ code: 1, stdout: expect.stringContaining("hello.sms.liquid:1:18 this }} is not") });
    await made.write("hello.sms.liquid", "Hello {{ name }}");
    const linkless = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(linkless.stderr).toContain("hello.sms.liquid this message has no link for confirming: write {{ ack.url }}");
    expect(linkless).toMatchObject({ code: 0, stderr: expect.stringMatching(/^no mistakes; 1 warning$/m) });
  });

  it("reports a row with its line and its key, and an audience without rows", async () => {
    await using made = await emptyFolder();
    await cli(["init"], { cwd: made.folder });
    const rows = await readFile(join(made.folder, "people.csv"), "utf8");
    await made.write("people.csv", `${rows}1,Ada,0639980001,\n4,Bob,12,\n`);
    const said = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(said.stderr).toMatch(/people\.csv:5 audience\.key: key 1: line 2 has the same key, and is used instead/);
    expect(said.stderr).toMatch(/people\.csv:6 message\/bad-phone: key 4: column mobile: /);
    expect(said).toMatchObject({ code: 0, stderr: expect.stringMatching(/^no mistakes; 2 warnings; 1 row cannot/m) });
    await made.write("people.csv", rows.replace("06 39 98 00 01", "06 AB 98 00 01"));
    const letters = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(letters.stderr.match(/^warning: .*/gm)).toEqual([expect.stringContaining("people.csv:2 message/bad-phone")]);
    await made.write("people.csv", "id,name,mobile,mail\n");
    const empty = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(empty.stdout).toMatch(/people\.csv audience\.file: this file has no rows; write one for each recipient\n$/);
  });

  it("reports from another folder what cannot be checked without the configuration", async () => {
    await using made = await emptyFolder();
    await cli(["init", "mine"], { cwd: made.folder });
    const said = await cli(["check", "mine/hello.campaign.yaml"], { cwd: made.folder });
    expect(said.stderr).toContain("no relance.config.ts here or above (--config names one): providers, templates");
    expect(said).toMatchObject({ code: 0, stderr: expect.stringMatching(/^no mistakes in what was checked$/m) });
  });

  it("has line and column in the configuration for every command", async () => {
    await using made = await emptyFolder();
    await cli(["init"], { cwd: made.folder });
    const config = await readFile(join(made.folder, "relance.config.ts"), "utf8");
    await made.write("relance.config.ts", config.replace('delivery: "capture"', 'delivry: "capture"'));
    const said = await cli(["status"], { cwd: made.folder });
    expect(said.stderr).toMatch(/relance\.config\.ts:\d+:3 delivry: there is no such setting; did you mean delivery\?/);
  });
});

describe("the first commands of a new user", () => {
  it("list every written file, preview the first row, and print one URL and one notation of time", async () => {
    await using made = await emptyFolder();
    const init = await cli(["init", "--json"], { cwd: made.folder });
    const [{ written = [] } = {}] = init.json<{ written: string[] }>();
    expect(written.toSorted()).toEqual((await readdir(made.folder)).filter((name) => name !== "node_modules").sort());
    const preview = await cli(["preview", "hello.campaign.yaml"], { cwd: made.folder });
    expect(preview.stdout).toContain("Hello Ada, will you come on Friday?");
    expect(preview.stderr).toContain("this is the first row; --recipient KEY shows another");
    const config = await readFile(join(made.folder, "relance.config.ts"), "utf8");
    const store = JSON.stringify(join(made.folder, "relance.db")); // absolute, because the test runs in its own process
    await made.write("relance.config.ts", config.replace('"relance.db"', store));
    const start = ["--start", "2031-07-01T08:00:00Z"];
    const plan = await cli(["plan", "hello.campaign.yaml", ...start], { cwd: made.folder });
    expect(plan.stdout).toContain("hello · planned from 2031-07-01T10:00+02:00 (Europe/Paris)");
    expect(plan.stdout.match(/^warning: .*/gm)).toEqual([
      expect.stringContaining("no perSecond in the configuration of sms.main, email.smtp"),
    ]);
  });
});

describe("README.md", () => {
  it("shows a campaign and commands that work when they are copied", async () => {
    const page = await readFile(join(import.meta.dirname, "../../../../../README.md"), "utf8");
    const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    for (const step of ["run `npx relance init friday`", "`friday/friday.campaign.yaml`"]) expect(page).toContain(step);
    expect(page).toContain("`cd friday && npx relance check friday.campaign.yaml`");
    await using made = await emptyFolder();
    await cli(["init", "friday"], { cwd: made.folder });
    await made.write("friday/friday.campaign.yaml", yaml);
    const said = await cli(["check", "friday.campaign.yaml"], { cwd: join(made.folder, "friday") });
    expect(said).toMatchObject({ code: 0, stdout: "" });
    expect(said.stderr).toContain("friday.campaign.yaml: 3 recipients, 0 rows refused\n");
    expect(said.stderr).toMatch(/^no mistakes$/m);
    expect(said.stderr).not.toContain("warning");
  });
});
