import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Rehearsal } from "@relance/rehearsal";
import type { CampaignReport } from "@relance/report";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";

const SCENARIO = "version: 1\nname: half\nweather:\n  - { provider: sms.main, loss: 50% }\n";

function campaignOf(route: string): string {
  return `version: 1
name: recall
deadline: 2013-08-02T20:00
audience: { key: id, contacts: { sms: mobile, email: mail } }
firstWave: 50
steps:
  - { channel: sms, route: [${route}], template: "recall", wait: 2h }
  - { channel: email, route: [smtp], template: "recall", wait: 2h }
`;
}

/** Creates a folder with a campaign through one carrier, a campaign through two carriers, and a scenario. */
async function folder() {
  const path = await mkdtemp(join(tmpdir(), "relance-rehearse-"));
  const files = {
    "one.campaign.yaml": campaignOf("main"),
    "two.campaign.yaml": campaignOf("main, second"),
    "recall.sms.liquid": "Please confirm: {{ ack.url }}",
    "recall.email.liquid": "---\nsubject: Recall\n---\nPlease confirm: {{ ack.url }}",
    "half.yaml": SCENARIO,
    "bad.yaml": SCENARIO.replace("50%", "half"),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

interface Runs {
  readonly runs: readonly {
    readonly file: string;
    readonly rehearsal: Rehearsal;
    readonly report: CampaignReport;
  }[];
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

const FEW = ["--recipients", "120", "--seed", "7"];

describe("relance rehearse", () => {
  it("simulates two files in the same world, and compares them", async () => {
    await using here = await folder();
    const files = ["one.campaign.yaml", "two.campaign.yaml"];
    const argv = ["rehearse", ...files, "--scenario", "half.yaml", ...FEW, "--out", "shown"];
    const said = await cli(argv, { cwd: here.path });
    expect(said).toMatchObject({ code: 0 });
    expect(said.stdout).toMatch(/ one +two\n/);
    expect(said.stdout).toMatch(/first message never arrived +\d+ \(\d+\.\d %\)/);
    expect(said.stderr).toContain("wrote shown/report-1.html, shown/report-2.html, shown/rehearsal.json");
    const { runs } = JSON.parse(await readFile(join(here.path, "shown", "rehearsal.json"), "utf8")) as Runs;
    expect(runs.map(({ file }) => file)).toEqual(files);
    const [one, two] = runs.map(({ rehearsal }) => rehearsal.providers.map(({ provider }) => provider));
    expect(one).not.toContain("sms.second");
    expect(two).toContain("sms.second");
    for (const { rehearsal } of runs) {
      const lost = rehearsal.timeline.flatMap(({ steps }) => steps.map((step) => step.lost));
      const truly = rehearsal.providers.map((provider) => provider.lost);
      expect(sum(lost)).toBe(sum(truly));
      expect(sum(lost)).toBeGreaterThan(20);
    }
    const page = await readFile(join(here.path, "shown", "report-2.html"), "utf8");
    expect(page).toContain("Side by side");
    expect(page.match(/aria-label="[a-z]+: messages by time of sending"/g)).toHaveLength(2);
    expect(page).toContain("What only a rehearsal knows");
    expect(page).toContain("Rehearsal of “half”, seed 7");
    expect(page).not.toMatch(/(src|href|url)\s*[=(]|<script|@import/i);
  });

  it("prints the report's numbers and the world's own as JSON, and exits with the ledger's code", async () => {
    await using here = await folder();
    const argv = ["rehearse", "one.campaign.yaml", "--scenario", "half.yaml", ...FEW, "--json", "--no-watch"];
    const { code, json } = await cli(argv, { cwd: here.path });
    expect(code).toBe(0);
    const [run] = json<Runs>().at(-1)?.runs ?? [];
    expect(run?.rehearsal).toMatchObject({ watch: "off", seed: 7, scenario: "half" });
    expect(run?.report.ledger).toMatchObject({ audience: { enrolled: 120 }, holds: true });
    expect(run?.rehearsal.truth.exposed).toBeGreaterThan(30);
  });

  it("simulates an open campaign with its recipients at the start, and ends with them", async () => {
    await using here = await folder();
    const open = campaignOf("main")
      .replace("2013-08-02T20:00", "{ column: at }")
      .replace("{ key: id,", "{ mode: open, key: id,");
    await writeFile(join(here.path, "open.campaign.yaml"), open);
    const argv = ["rehearse", "open.campaign.yaml", "--scenario", "calm", "--recipients", "20", "--json"];
    const { code, json } = await cli(argv, { cwd: here.path });
    expect(code).toBe(0);
    const [run] = json<Runs>().at(-1)?.runs ?? [];
    expect(run?.rehearsal.ledger).toMatchObject({ state: "closed", audience: { enrolled: 20 } });
  });

  it("refuses a folder that cannot be created, before the simulation", async () => {
    await using here = await folder();
    const out = process.platform === "linux" ? "/proc/nowhere/pages" : join(here.path, "one.campaign.yaml", "x");
    const said = await cli(["rehearse", "one.campaign.yaml", "--out", out], { cwd: here.path });
    expect(said.code).toBe(1);
    expect(said.stderr).toContain("cannot be created");
  });

  it("runs a file with the watch and without it", async () => {
    await using here = await folder();
    const argv = ["rehearse", "two.campaign.yaml", "--scenario", "half.yaml", ...FEW, "--both"];
    expect((await cli(argv, { cwd: here.path })).stdout).toMatch(/ watch on +watch off\n/);
  });

  it("rehearses with several seeds, and prints the median and the range of each measure", async () => {
    await using here = await folder();
    const argv = ["rehearse", "two.campaign.yaml", "--scenario", "half.yaml", ...FEW, "--seeds", "3"];
    const { stdout } = await cli([...argv, "--out", "shown"], { cwd: here.path });
    expect(stdout).toContain("medians and ranges of seeds 7 to 9");
    interface Measured extends Runs {
      readonly measures: readonly { name: string; values: readonly Record<string, unknown>[] }[];
    }
    const text = await readFile(join(here.path, "shown", "rehearsal.json"), "utf8");
    const { runs, measures } = JSON.parse(text) as Measured;
    const exposed = runs.map(({ rehearsal }) => rehearsal.truth.exposed).sort((a, b) => a - b);
    const [least = 0, median = 0, most = 0] = exposed;
    expect(most).toBeGreaterThan(least);
    expect(measures.find(({ name }) => name === "first message never arrived")?.values).toMatchObject([
      { median, least, most },
    ]);
    const share = ((100 * median) / 120).toFixed(1);
    expect(stdout).toContain(`${median} (${share} %; ${least} to ${most})\n`);
    expect(runs.map(({ rehearsal }) => rehearsal.seed)).toEqual([7, 8, 9]);
    expect(await readFile(join(here.path, "shown", "report.html"), "utf8")).toContain("Medians of 3 seeds");
  });

  it("reports what a public form requested, sent and refused, and by which guard, on screen and in the report", async () => {
    await using here = await folder();
    const form = 'form: { visitors: 2, pumped: 100, numbers: "+22462#######", from: +1m, until: +5m }';
    await writeFile(join(here.path, "form.yaml"), `version: 1\nname: form\n${form}\n`);
    const argv = ["rehearse", "one.campaign.yaml", "--scenario", "form.yaml", "--recipients", "20", "--out", "shown"];
    const { stdout } = await cli(argv, { cwd: here.path });
    expect(stdout).toMatch(/form, visitors +10 asked for, 10 sent, [789] confirmed\n/);
    expect(stdout).toMatch(/form, pumped numbers +400 asked for, \d+ sent, 0 confirmed\n/);
    expect(stdout).toMatch(/form, guard +60 a minute to a prefix, all countries \(the defaults\)\n/);
    const [, said = "none"] = /form, refused +(\d+ message\/prefix-full)\n/.exec(stdout) ?? [];
    expect(await readFile(join(here.path, "shown", "report.html"), "utf8")).toContain(said);
  });

  it("lists the built-in scenarios", async () => {
    const { code, stdout } = await cli(["rehearse", "--list"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^sfr-2013 +August 2013/m);
  });

  it("reports the place of a mistake in a scenario, with advice", async () => {
    await using here = await folder();
    const argv = ["rehearse", "one.campaign.yaml", "--scenario", "bad.yaml", ...FEW];
    const { code, stderr } = await cli(argv, { cwd: here.path });
    expect(code).toBe(1);
    expect(stderr).toContain("scenario/invalid");
    expect(stderr).toMatch(/bad\.yaml:4:\d+ weather\[0\]\.loss: write a share such as 26%/);
    const unknown = await cli(["rehearse", "one.campaign.yaml", "--scenario", "sfr-2031"], {
      cwd: here.path,
    });
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain("sfr-2013");
  });

  it("simulates at least one recipient", async () => {
    const none = await cli(["rehearse", "one.campaign.yaml", "--recipients", "0"]);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("Write a whole number from 1.") });
  });

  it("refuses an impossible folder before the simulation", async () => {
    await using here = await folder();
    const argv = ["rehearse", "one.campaign.yaml", "--scenario", "half.yaml", "--out", "half.yaml", ...FEW];
    const { code, stdout, stderr } = await cli(argv, { cwd: here.path });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("config/invalid: --out");
  });

  it("adds recipients to the audience of a new project, and reports this", async () => {
    await using here = await folder();
    const file = join(here.path, "one.campaign.yaml");
    const text = (await readFile(file, "utf8")).replace("audience: { key", "audience: { file: few.csv, key");
    await writeFile(file, text);
    await writeFile(join(here.path, "few.csv"), "id,mobile,mail\n1,+33639980001,a@example.org\n");
    const said = await cli(["rehearse", "one.campaign.yaml", "--json"], { cwd: here.path });
    expect(said.stderr).toContain("one.campaign.yaml has 1 recipient, too few to rehearse a failure: 199 are invented");
    expect(JSON.parse(said.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      runs: [{ rehearsal: { ledger: { holds: true } } }],
    });
  });
});
