import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CampaignForecast } from "relance";
import { describe, expect, it } from "vitest";
import type { PersonPreview } from "../../src/preview/preview-person.ts";
import { cli } from "../support/cli.ts";
import { people, project } from "../support/project.ts";

describe("relance plan", () => {
  it("prints the forecast of a start, and enrolls no recipient", async () => {
    const prices = `prices: { currency: "EUR", perMessage: { "sms.main": 0.05 } },`;
    await using made = await project({ more: prices });
    const { folder: cwd } = made;
    const { code, stdout } = await cli(["plan", "hello.campaign.yaml"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/recipients +3 of 3 rows · 3 in time · 0 short of time/);
    expect(stdout).toMatch(/1 +sms\.main +3 /);
    expect(stdout).toMatch(/in all +0\.15/);
    expect(stdout).toContain("warning: no perSecond in the configuration of sms.main: the forecast assumes");
    expect((await cli(["status", "--json"], { cwd })).json()).toEqual([]);
  });

  it("returns the whole forecast as one JSON object, for the recipients of another file", async () => {
    await using made = await project();
    const { folder: cwd } = made;
    await made.write("more.csv", `${people(4)}p5,Again,+33639980000\n`);
    await cli(["suppressions", "add", "+33639980001", "--as", "ada", "--reason", "said so"], { cwd });
    const said = await cli(["plan", "hello.campaign.yaml", "--audience", "more.csv", "--json"], { cwd });
    const [plan] = said.json<CampaignForecast>();
    expect(said.code).toBe(0);
    expect(plan?.people).toMatchObject({ enrolled: 5, inTime: 4, suppressed: 1 });
    expect(plan?.duplicates).toEqual([
      { channel: "sms", addresses: 1, people: 2, examples: [{ line: 6, firstLine: 2 }] },
    ]);
    expect(plan?.cost).toBeUndefined();
    expect(said.stdout).not.toContain("3363998");
  });

  it("refuses an audience without a row, like a start", async () => {
    await using made = await project({ people: 0 });
    const said = await cli(["plan", "hello.campaign.yaml"], { cwd: made.folder });
    expect([said.code, said.stderr]).toEqual([
      1,
      expect.stringContaining("audience/unexpected: recipients: 0, expected 1+"),
    ]);
  });

  it("states the latest start", async () => {
    await using made = await project({ campaign: "callBuffer: 12h" });
    const { folder: cwd } = made;
    const file = join(cwd, "hello.campaign.yaml");
    await writeFile(file, (await readFile(file, "utf8")).replace("72h", "2099-01-04T00:00Z"));
    const { stdout } = await cli(["plan", file, "--start", "2099-01-01T00:00:00Z"], { cwd });
    expect(stdout).toMatch(/deadline +2099-01-04T00:00Z, the steps end 12h before/);
    expect(stdout).toMatch(/start by +2099-01-03T12:00Z, and no wait is shortened/);
  });

  it("states by `ifLate` what happens to recipients with too little time", async () => {
    await using made = await project({ campaign: "callBuffer: 12h" });
    const { folder: cwd } = made;
    const file = join(cwd, "hello.campaign.yaml");
    const text = await readFile(file, "utf8");
    const start = "2099-01-03T18:00:00Z";
    const [head = ""] = text.split("steps:");
    const steps = "steps:\n  - { channel: sms, route: [main], template: hello, wait: 24h }\n";
    for (const [ifLate, says] of [
      ["compress", "compress: 3 with shorter waits"],
      ["skip", "skip: 3 with shorter waits · 0 miss 0 steps"],
      ["refuse", "refuse: 3 refused"],
    ]) {
      await writeFile(file, `${head.replace("72h", "2099-01-04T23:00Z")}ifLate: ${ifLate}\n${steps}`);
      const { stdout, stderr } = await cli(["plan", file, "--start", start], { cwd });
      if (ifLate === "compress") expect(stdout + stderr).toContain("step 1, wait: only 17h remain");
      else expect(stdout).toMatch(new RegExp(`if late +${says}`));
    }
    const json = await cli(["plan", file, "--start", start, "--json"], { cwd });
    const [plan] = json.json<CampaignForecast>().filter((one) => "ifLate" in one);
    expect(plan).toMatchObject({ ifLate: "refuse", late: { refused: 3 }, people: { enrolled: 0 } });
  });

  it("names a price without a provider", async () => {
    const more = `prices: { currency: "EUR", perMessage: { "sms.mian": 0.05 } },`;
    await using made = await project({ more });
    const said = await cli(["plan", "hello.campaign.yaml"], { cwd: made.folder });
    expect(said.code).toBe(1);
    expect(said.stderr).toContain('prices.perMessage["sms.mian"]: there is no such provider; write sms.main');
  });

  it("considers that an operator has extended the deadline", async () => {
    await using made = await project();
    const { folder: cwd } = made;
    await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd });
    const until = "2099-01-04T23:00:00Z";
    const order = ["--until", until, "--as", "ada", "--reason", "the post is late"];
    expect(await cli(["extend", "hello", ...order], { cwd })).toMatchObject({ code: 0 });
    const { stdout } = await cli(["plan", "hello.campaign.yaml"], { cwd });
    expect(stdout).toContain("deadline    2099-01-04T23:00Z, extended by an operator");
  });

  it("reports once that a file of recipients does not exist", async () => {
    await using made = await project();
    const said = await cli(["plan", "hello.campaign.yaml", "--audience", "nope.csv"], { cwd: made.folder });
    expect(said.code).toBe(1);
    expect(said.stderr.match(/there is no such file/g)).toHaveLength(1);
  });

  it("exits with 1 for a campaign with mistakes, and with 2 for an invalid instant", async () => {
    await using made = await project();
    const { folder: cwd } = made;
    expect(await cli(["plan", "hello.campaign.yaml", "--start", "soon"], { cwd })).toMatchObject({ code: 2 });
    await made.write("hello.campaign.yaml", "version: 1\nname: hello\ndeadline: whenever\nsteps: []\n");
    expect(await cli(["plan", "hello.campaign.yaml"], { cwd })).toMatchObject({ code: 1 });
  });
});

describe("relance preview", () => {
  it("shows each step's message as one recipient would get it", async () => {
    await using made = await project();
    const said = await cli(["preview", "hello.campaign.yaml", "--recipient", "p2"], { cwd: made.folder });
    expect(said.code).toBe(0);
    expect(said.stdout).toMatch(/^p2 · line 3 · deadline /);
    expect(said.stdout).toMatch(/step 1 · sms · .*hello\.sms\.liquid · 1 segment, \d+ of GSM-7/);
    expect(said.stdout).toMatch(/ {2}Hello Person 2: http:\/\/127\.0\.0\.1:0\/relance\/a\/-{16}zzzz-/);
    expect(await readdir(made.folder)).not.toContain("relance.db");
  });

  it("shows a step that the recipient does not get, with the reason", async () => {
    await using made = await project();
    const { folder: cwd } = made;
    await made.write(
      "hello.campaign.yaml",
      `version: 1
name: hello
deadline: 72h
audience: { file: people.csv, key: id, contacts: { sms: mobile, email: name } }
steps:
  - { channel: sms, route: [main], template: hello, wait: 1h }
  - { channel: email, route: [smtp], template: hello }
`,
    );
    await made.write("hello.email.liquid", "---\nsubject: Hello\n---\n{{ name }}: {{ ack.url }}");
    await made.write("hello.email.html.liquid", "<p>{{ name }}</p>");
    const options = ["--recipient", "p1", "--json"];
    const [shown] = (await cli(["preview", "hello.campaign.yaml", ...options], { cwd })).json<PersonPreview>();
    expect(shown?.steps?.slice(1)).toMatchObject([{ step: 2, notSent: "no-contact", content: { subject: "Hello" } }]);
  });

  it("exits with 1 if no recipient has that key", async () => {
    await using made = await project();
    const said = await cli(["preview", "hello.campaign.yaml", "--recipient", "nobody"], { cwd: made.folder });
    expect(said).toMatchObject({ code: 1, stdout: "" });
    expect(said.stderr).toContain("no row of the audience has that key");
  });
});
