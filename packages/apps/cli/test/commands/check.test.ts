import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { emptyFolder, people, project } from "../support/project.ts";

describe("relance check", () => {
  it("finds no mistake in a campaign that can start", async () => {
    await using made = await project();
    const said = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(said).toMatchObject({ code: 0, stdout: "" });
    expect(said.stderr).toContain("3 recipients, 0 rows refused");
    expect(said.stderr).toContain("no mistakes");
  });

  it("reports this to programs too", async () => {
    await using made = await project();
    const { code, stdout } = await cli(["check", "hello.campaign.yaml", "--json"], { cwd: made.folder });
    expect([code, JSON.parse(stdout)]).toEqual([0, { level: "verdict", mistakes: 0, warnings: 0 }]);
  });

  it("prints every mistake with its place, one per line, and exits with 1", async () => {
    await using made = await project();
    await made.write(
      "hello.campaign.yaml",
      `version: 1
name: hello world
deadline: whenever
timezone: Paris
audience: { file: people.csv, key: nr, contacts: { sms: phone } }
confirm: { via: [smoke] }
steps:
  - { channel: sms, route: [main], template: hello, wait: soon }
  - { channel: pigeon, route: [loft], template: hello }
extra: 1
`,
    );
    const said = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    const lines = said.stdout.trimEnd().split("\n");
    expect(said.code).toBe(1);
    expect(lines.length).toBeGreaterThanOrEqual(8);
    for (const line of lines) expect(line).toMatch(/hello\.campaign\.yaml:\d+:\d+ [\w.[\], ]+: \S/);
    expect(said.stderr).toContain(`${lines.length} mistakes`);
  });

  it("checks a long file quickly, whatever its text", async () => {
    await using made = await project();
    const check = async () => {
      const since = performance.now();
      const { stdout, stderr } = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
      return { said: stdout + stderr, seconds: (performance.now() - since) / 1_000 };
    };
    const arabic = "\u0627".repeat(100_000);
    await made.write("hello.sms.liquid", `{{ ack.url }}\n\n{% if name == "Zoe" %}${arabic}{% endif %}`);
    const template = await check();
    expect(template.said).toContain("hello.sms.liquid:3:23 not in the SMS alphabet: \u0627;");
    expect(template.seconds).toBeLessThan(30);
    await made.write("hello.campaign.yaml", "a:\n ".repeat(200_000));
    const file = await check();
    expect(file.said).toContain("this is not YAML");
    expect(file.seconds).toBeLessThan(60);
  });

  it.each([
    ["a pipe", (file: string) => execFileSync("mkfifo", [file])],
    ["a device", (file: string) => symlink("/dev/zero", file)],
  ])("reads no endless template such as %s", async (_, make) => {
    await using made = await project();
    await make(join(made.folder, "hello.fr.sms.liquid"));
    const bin = join(import.meta.dirname, "../../src/bin.ts");
    const words = ["--conditions=@relance/source", bin, "check", "hello.campaign.yaml"];
    const said = spawnSync(process.execPath, words, { cwd: made.folder, encoding: "utf8", timeout: 30_000 });
    expect(said).toMatchObject({ status: 1, stdout: expect.stringContaining("hello.fr.sms.liquid") });
    expect(said.stdout).toContain("write a template file of at most 262,144 bytes");
  });

  it("counts recipients like a start, and warns about rows with a repeated key", async () => {
    await using made = await project();
    await made.write("people.csv", `${people(3)}p3,Again,+33639980002\np4,Bad,12\n`);
    const said = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(said.code).toBe(0);
    expect(said.stderr).toContain("3 recipients, 1 row refused, 1 row repeated\n");
    expect(said.stderr).toMatch(/^no mistakes; 2 warnings; 1 row cannot be enrolled$/m);
    const started = await cli(["start", "hello.campaign.yaml", "--recipients", "3", "--json"], { cwd: made.folder });
    expect(started.json()).toMatchObject([
      { event: "campaign.plan", people: { enrolled: 3 }, audience: { repeated: 1, refused: 1 } },
      { enrolled: 3 },
    ]);
    expect(said.stderr).toMatch(/warning: .*people\.csv:5 audience\.key: key p3: line 4 has the same key/);
  });

  it("warns about each dropped address, without showing it, and counts them", async () => {
    await using made = await project();
    await made.write(
      "hello.campaign.yaml",
      `version: 1
name: hello
deadline: 72h
audience: { file: people.csv, key: id, country: FR, contacts: { sms: [mobile, other], email: mail } }
steps: [{ channel: sms, route: [main], template: hello }]
`,
    );
    const many = Array.from({ length: 30 }, (_, k) => `m${k},M,06 39,,m${k}@example.org\n`).join("");
    await made.write(
      "people.csv",
      `id,name,mobile,other,mail
1,Ada,06 39 98 00,,ada@example.org
2,Grace,0639980002,,grace@
3,Mary,06 39 98 00,0639980003,
${many}`,
    );
    const said = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(said.code).toBe(0);
    expect(said.stderr).toContain("33 recipients, 0 rows refused");
    const warnings = said.stderr.split("\n").filter((line) => /message\/bad|audience\.contacts/.test(line));
    expect(warnings[0]).toMatch(
      /^warning: .*people\.csv:2 message\/bad-phone: key 1: column mobile: .*; this recipient is not reached by sms$/,
    );
    expect(warnings[1]).toMatch(
      /people\.csv:3 message\/bad-mailbox: key 2: column mail: .*; this recipient is not reached by email$/,
    );
    expect(warnings[2]).toMatch(/people\.csv:4 message\/bad-phone: .*; only this address is left out$/);
    expect(warnings).toHaveLength(21);
    expect(warnings.at(-1)).toMatch(
      /people\.csv audience\.contacts: 33 unusable addresses are left out: 32 message\/bad-phone, 1 message\/bad-mailbox$/,
    );
    expect(warnings.join("\n")).not.toMatch(/06 ?39|grace@|ada@|m[0-9]+@/);
  });

  it.each([
    { what: "no rows", rows: "", audience: "", code: 1, path: "audience.file: this file has no rows" },
    {
      what: "refused rows only",
      rows: "p1,Ada,12\n",
      audience: "",
      code: 1,
      path: "audience.expect: recipients: 0, expected 1+",
    },
    { what: "an audience that may be empty", rows: "", audience: ", expect: 0+", code: 0 },
    { what: "no rows, which stays open", rows: "", audience: ", mode: open", code: 0 },
  ])("exits with $code for $what, like a start", async ({ rows, audience, code, path = "" }) => {
    await using made = await project();
    await made.write("people.csv", `id,name,mobile\n${rows}`);
    await made.write(
      "hello.campaign.yaml",
      `version: 1
name: hello
deadline: 72h
audience: { file: people.csv, key: id, contacts: { sms: mobile }${audience} }
steps: [{ channel: sms, route: [main], template: hello }]
`,
    );
    const said = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(said.code).toBe(code);
    expect(said.stdout).toContain(path);
    const started = await cli(["start", "hello.campaign.yaml", "--recipients", "0"], { cwd: made.folder });
    expect(started.code).toBe(code);
  });

  it("prints hints about the file on stderr", async () => {
    await using made = await project({ campaign: "firstWave: 100" });
    const said = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(said).toMatchObject({ code: 0, stdout: "" });
    expect(said.stderr).toMatch(/warning: .*hello\.campaign\.yaml:6:\d+ firstWave: .*too small to show a loss/);
  });

  it("checks whether the configuration has the providers", async () => {
    await using made = await project();
    await made.write(
      "hello.campaign.yaml",
      `version: 1
name: hello
deadline: 72h
audience: { file: people.csv, key: id, contacts: { sms: mobile } }
steps: [{ channel: sms, route: [mian], template: hello }]
`,
    );
    const said = await cli(["check", "hello.campaign.yaml", "--json"], { cwd: made.folder });
    expect(said.code).toBe(1);
    expect(said.json()).toMatchObject([
      { level: "problem", path: "steps[0].route[0]", line: 5 },
      { level: "verdict", mistakes: 1, warnings: 0 },
    ]);
  });

  it("checks only the campaign if no configuration exists, and reports this", async () => {
    await using made = await emptyFolder();
    await made.write(
      "a.campaign.yaml",
      "version: 1\nname: a\ndeadline: 1h\nsteps: [{ channel: sms, route: [any], template: a }]\n",
    );
    await made.write("a.sms.liquid", "Hello {{ ack.url }}");
    const said = await cli(["check", "a.campaign.yaml"], { cwd: made.folder });
    expect(said).toMatchObject({ code: 0, stdout: "" });
    expect(said.stderr).toContain("plugins are not checked");
  });

  it.each([
    { what: "does not parse", text: "export default {", told: /relance\.config\.ts/ },
    {
      what: "is no configuration",
      text: "export default 7;",
      told: /relance\.config\.ts.*not a configuration/,
    },
    {
      what: "lacks a secret",
      text: `import { ConfigError } from "relance";\nthrow new ConfigError("config/secret-missing", "set SMS_TOKEN");`,
      told: /relance\.config\.ts.*set SMS_TOKEN/,
    },
    {
      what: "has a mail service that cannot be set up",
      text: `import { httpEmail } from "@relance/provider-http-email";\nhttpEmail({ preset: "sendgrid", apiKey: "", from: "a@example.org" });`,
      told: /relance\.config\.ts.*apiKey: write the API key with the permission Mail Send, from Settings › API Keys/,
    },
  ])("reports a configuration that $what, together with the campaign's own mistakes", async ({ text, told }) => {
    await using made = await project({ campaign: "callBuffer: soon" });
    await made.write("relance.config.ts", text);
    const said = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(said.code).toBe(1);
    expect(said.stdout).toMatch(told);
    expect(said.stdout).toMatch(/hello\.campaign\.yaml:6:13 callBuffer: /);
    expect(said.stderr).toContain("2 mistakes");
  });

  it.each([
    { line: 'delivery: "captur"', told: /relance\.config\.ts:\d+:\d+ delivery: write "capture"/ },
    {
      line: 'prices: { currency: "EUR", perMessage: { "sms.mian": 0.05 } }',
      told: /relance\.config\.ts prices\.perMessage\["sms\.mian"\]: there is no such provider; write sms\.main/,
    },
    {
      line: 'carrierHours: { "sms.man": { hours: "08:00-20:00" } }',
      told: /relance\.config\.ts carrierHours\["sms\.man"\]: there is no such provider/,
    },
    { line: "publicUrll: 7", told: /relance\.config\.ts:\d+:\d+ publicUrll: .*did you mean publicUrl\?/ },
    {
      line: "providers: { smss: { main: sms } } as never",
      told: /relance\.config\.ts:\d+:\d+ providers\.smss: there is no such setting; did you mean sms\?$/m,
    },
    {
      line: 'providers: { sms: { main: (await import("@relance/provider-twilio")).twilioSms({ accountSid: "AC", from: "?!" }) } }',
      told: /relance\.config\.ts:\d+:\d+ from: write \+E\.164/,
    },
    {
      line: "security: { signing: [undefined] }",
      told: /relance\.config\.ts none of the secrets is set: .*\.env next to the configuration/,
    },
  ])("reports what a start would refuse in the configuration, and opens no store: $line", async ({ line, told }) => {
    await using made = await project({ more: line });
    const said = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(said.stdout).toMatch(told);
    expect(said.stderr).toMatch(/^\d+ mistakes?$/m);
    expect(said.code).toBe(1);
    expect(existsSync(join(made.folder, "relance.db"))).toBe(false);
    const started = await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd: made.folder });
    expect(started.code).toBe(1);
  });

  it.each([
    { delivery: "live", mistakes: 4 },
    { delivery: "capture", mistakes: 0 },
  ])("lists what is missing in its own configuration (delivery: $delivery)", async (facts) => {
    const { delivery, mistakes } = facts;
    await using made = await project({
      delivery,
      more: `// from: "a@example.org" and "YOUR_NAME" stand in a comment
  providers: { sms: { main: { ...sms,
    token: process.env.SMS_TOKEN_OF_NOBODY ?? "not-needed-in-capture-mode",
    bearer: \`Bearer \${process.env.SMS_KEY_OF_NOBODY}\`,
    page: process.env.PAGE_OF_NOBODY ?? "a4",
    path: process.env.PATH ?? "PATH",
    from: "alerts@example.org",
    account: "YOUR_ACCOUNT_SID" } as typeof sms } },`,
    });
    const { code, stdout, stderr } = await cli(["check", "hello.campaign.yaml"], { cwd: made.folder });
    expect(code).toBe(mistakes === 0 ? 0 : 1);
    expect(stderr).toContain(mistakes === 0 ? "no mistakes" : "4 mistakes");
    const lines = stdout.split("\n").filter((line) => line.includes("relance.config.ts"));
    expect(lines).toHaveLength(mistakes);
    if (mistakes === 0) return;
    expect(stdout).toMatch(/relance\.config\.ts:\d+:\d+ SMS_TOKEN_OF_NOBODY is not set/);
    expect(stdout).toMatch(/relance\.config\.ts:\d+:\d+ SMS_KEY_OF_NOBODY is not set/);
    expect(stdout).toMatch(/replace YOUR_ACCOUNT_SID with your own/);
    expect(stdout).toMatch(/example\.org is reserved for examples/);
    expect(stdout).not.toContain("not-needed");
  });

  it("fails if the named configuration is missing", async () => {
    await using made = await project();
    const said = await cli(["check", "hello.campaign.yaml", "--config", "other.ts"], { cwd: made.folder });
    expect(said.code).toBe(1);
    expect(said.stderr).toContain("config/not-found");
  });
});

describe("relance print", () => {
  it("prints the JSON Schema of campaign files", async () => {
    const { code, stdout } = await cli(["print"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      title: "relance campaign",
      required: expect.arrayContaining(["steps"]),
    });
  });
});

describe("a check of the configuration", () => {
  const check = (cwd: string, ...more: string[]) => cli(["check", "hello.campaign.yaml", ...more], { cwd });
  const edited = async (made: Awaited<ReturnType<typeof project>>, from: string | RegExp, to: string) => {
    const config = await readFile(join(made.folder, "relance.config.ts"), "utf8");
    expect(config).toMatch(from);
    await made.write("relance.config.ts", config.replace(from, to));
  };

  it("reports line and column of an unknown setting, and its new name", async () => {
    await using made = await project();
    await edited(made, /^(\s*)providers:/m, "$1webhooks: [],\n$1providers:");
    const said = await check(made.folder);
    expect(said.code).toBe(1);
    expect(said.stdout).toMatch(
      /relance\.config\.ts:\d+:\d+ webhooks: this is now a plugin: write plugins: \[watch\(\), outgoingWebhooks/,
    );
  });

  it("warns about a list of plugins without the watch", async () => {
    await using made = await project();
    await edited(made, /^(\s*)providers:/m, "$1plugins: [],\n$1providers:");
    const said = await check(made.folder);
    expect(said.code).toBe(0);
    expect(said.stderr).toMatch(
      /warning: .*relance\.config\.ts:\d+:\d+ plugins: watch\(\) is not in the list, so relance detects no loss/,
    );
  });

  it("reports that a campaign without an audience has no recipients to check", async () => {
    await using made = await project();
    const campaign = await readFile(join(made.folder, "hello.campaign.yaml"), "utf8");
    await made.write("hello.campaign.yaml", campaign.replace(/^audience:.*(?:\n[ -].*)*\n/m, ""));
    const said = await check(made.folder);
    expect(said.stderr).toContain(
      "hello.campaign.yaml: no audience: your program passes the rows, and no row was checked",
    );
  });
});
