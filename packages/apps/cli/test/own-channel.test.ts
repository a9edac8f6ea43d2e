import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { addChannels, type Channel, getChannel } from "@relance/spec";
import { afterEach, expect, it } from "vitest";
import { cli } from "./support/cli.ts";
import { emptyFolder, type Project } from "./support/project.ts";

/** Creates a folder with the example's channel, a campaign that uses it, and a template. */
async function letters(template = "---\nsubject: Your seat, {{ name }}\n---\n{{ ack.url }}"): Promise<Project> {
  const made = await emptyFolder();
  const example = await readFile(join(import.meta.dirname, "../../../../examples/09-your-own-channel.ts"), "utf8");
  const [source = ""] = example.split("export const campaign =");
  await made.write("package.json", '{ "type": "module" }');
  const captured = 'delivery: "capture", publicUrl: "http://127.0.0.1:1/relance"';
  await made.write("relance.config.ts", source.replace('delivery: "live"', captured));
  await made.write(
    "recall.campaign.yaml",
    "version: 1\nname: recall\ndeadline: 72h\naudience: { file: people.csv, key: id, contacts: { letter: home } }\nwindows: { letter: 00:00-24:00 }\ntimezone: Europe/Paris\nsteps:\n  - { channel: letter, route: [shop], template: recall }\n",
  );
  await made.write("recall.letter.liquid", template);
  await made.write(
    "people.csv",
    'id,name,home\n1,Ada,"Ada Lovelace, 12 rue des Lilas, 75011 Paris"\n2,Bob,somewhere\n',
  );
  process.env.RELANCE_SECRET = "a-secret-for-these-tests";
  process.env.RELANCE_DB = join(made.folder, "relance.db");
  return made;
}

afterEach(() => {
  delete process.env.RELANCE_SECRET;
  delete process.env.RELANCE_DB;
  addChannels([getChannel("letter" as Channel)])(); // removes the channel, as the end of the command's process does
});

it("is supported by check, preview, schema, plan, start, show, export and report", async () => {
  await using made = await letters();
  const run = (...words: string[]) => cli(words, { cwd: made.folder });
  const checked = await run("check", "recall.campaign.yaml");
  expect(checked.stderr).toContain("column home: write name, street, postcode and town, parted by commas");
  const preview = await run("preview", "recall.campaign.yaml", "--recipient", "1");
  expect(preview.stdout).toContain("Subject: Your seat, Ada");
  expect((await run("print")).stdout).toMatch(/"letter": \{\s*"description": "Hours of weekdays/);
  expect((await run("plan", "recall.campaign.yaml")).stdout).toContain("letter.shop         1");
  expect(await run("start", "recall.campaign.yaml", "--recipients", "1")).toMatchObject({ code: 0 });
  const shown = await run("show", "recall", "1");
  expect(shown.stdout).toContain("••• Paris");
  expect(shown.stdout).not.toContain("Lilas");
  expect((await run("export", "recall")).stdout).toContain("12 rue des Lilas");
  expect((await run("report", "recall")).stdout).toContain("not an address of its channel");
  const unknown = await run("suppressions", "add", "x", "--channel", "leter", "--reason", "x", "--as", "me");
  expect(unknown.stderr).toContain("there is no channel leter");
});

it("has its templates checked by its own description", async () => {
  await using made = await letters("---\nsubjct: Your seat\n---\n{{ ack.url }}");
  const { stdout } = await cli(["check", "recall.campaign.yaml"], { cwd: made.folder });
  expect(stdout).toContain("recall.letter.liquid:2:1 subjct: no such header line; did you mean subject?");
});

it("is rehearsed by a simulated courier", async () => {
  await using made = await letters();
  const words = ["rehearse", "recall.campaign.yaml", "--scenario", "calm", "--recipients", "1", "--json"];
  const { code, stdout, stderr } = await cli(words, { cwd: made.folder });
  expect(stdout, stderr).toContain('"provider":"letter.shop","channel":"letter","taken":1,"delivered":1');
  expect(code).toBe(0);
});
