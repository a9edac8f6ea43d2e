import { formatProblem } from "@relance/spec";
import { expect, it } from "vitest";
import { checkCampaign } from "../../src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Problems and warnings of one template of one channel, without the folder. */
async function check(channel: string, files: Record<string, string>, name = "t") {
  const step = `{ channel: ${channel}, route: [main], template: ${name} }`;
  const audience = "audience: { file: p.csv, contacts: { sms: sms, email: email, push: push, app: app } }";
  await using folder = await temporaryFolder({
    "c.yaml": `version: 1\nname: a\ndeadline: 84h\n${audience}\nsteps: [${step}]\n`,
    "p.csv": "id,sms,email,push,app,first_name\n",
    ...files,
  });
  const { problems, warnings } = await checkCampaign(folder.path("c.yaml"));
  const say = (problem: (typeof problems)[number]) => formatProblem(problem).replaceAll(`${folder.path("")}/`, "");
  return { problems: problems.map(say), warnings: warnings.map(say) };
}

const OK = "{{ ack.url }}";

it.each([
  [
    "sms",
    `Hi\n{{ frist_name }} ${OK}`,
    "t.sms.liquid:2:4 the audience has no column frist_name; did you mean first_name?",
  ],
  ["sms", `Hi {{ first_name ${OK}`, "t.sms.liquid:1:4 this {{ is not closed: write }} after the name"],
  ["sms", `Hi\n{{ first_name, come? ${OK}`, "t.sms.liquid:2:1 this {{ is not closed: write }} after the name"],
  ["sms", `Hi\n{{ first_name }} }}, ${OK}`, "t.sms.liquid:2:18 this }} is not opened: write {{ before the name"],
  ["sms", `Hi { first_name }}, ${OK}`, "t.sms.liquid:1:17 this }} is not opened: write {{ before the name"],
  [
    "sms",
    `${OK}\n{{ first_name | uppcase }}`,
    "t.sms.liquid:2:1 this is not a Liquid template: undefined filter: uppcase",
  ],
  [
    "sms",
    `${OK}{% if first_name %}`,
    "t.sms.liquid:1:14 this is not a Liquid template: tag {% if first_name %} not closed",
  ],
  ["sms", `${OK}{% include "x" %}`, "t.sms.liquid:1:14 include is not available: write the text into this file"],
  ["sms", `${OK}{% render "x" %}`, "t.sms.liquid:1:14 render is not available: write the text into this file"],
  ["sms", `${OK}\nSTOP au 36111`, "t.sms.liquid:2:1 remove the STOP text"],
  ["sms", `${OK} {{ ack.link }}`, "t.sms.liquid:1:18 write ack.url or ack.code"],
  ["sms", `---\nsubject: x\n---\n${OK}`, "t.sms.liquid:2:1 subject: an SMS has no header; remove subject"],
  [
    "email",
    OK,
    "t.email.liquid:1:1 subject: begin the file with a header: a --- line, subject: …, and another --- line",
  ],
  ["email", `---\nsubject: x\n${OK}`, "t.email.liquid:1:1 close the header with a second --- line"],
  ["email", `---\nsubjct: x\n---\n${OK}`, "t.email.liquid:2:1 subjct: no such header line; did you mean subject?"],
  ["email", `---\nsubject: x\nsubject: y\n---\n${OK}`, "t.email.liquid:3:1 subject occurs twice; remove one"],
  ["email", `---\nsubject: |\n---\n${OK}`, "t.email.liquid:2:1 write one line such as subject:"],
  [
    "email",
    `---\nsubject: a {{ frist_name }}\n---\n${OK}`,
    "t.email.liquid:2:15 the audience has no column frist_name",
  ],
  ["push", `---\nurl: ${OK}\n---\nx`, "t.push.liquid:1:1 title: begin the file with a header"],
  [
    "app",
    `---\ntitle: x\ndeta-order: 7\n---\n${OK}`,
    "t.app.liquid:3:1 deta-order: no such header line; an app message knows title, url, tag, data-*",
  ],
])("reports the place of a mistake in a template for %s: %o", async (channel, source, says) => {
  const { problems } = await check(channel, { [`t.${channel}.liquid`]: source });
  expect(
    problems.some((line) => line.startsWith(says)),
    problems.join("\n"),
  ).toBe(true);
});

it.each(["subject: Rappel : votre dossier", "subject: {{ first_name }}, please read", 'subject: "Rappel : dossier"'])(
  "accepts a header line as people write it: %s",
  async (line) => {
    const { problems } = await check("email", { "t.email.liquid": `---\n${line}\n---\n${OK}` });
    expect(problems).toEqual([]);
  },
);

it("names the missing file", async () => {
  expect((await check("sms", {})).problems).toEqual([
    "c.yaml:5:50 step 1, template: there is no t.sms.liquid; write it, or correct the name",
  ]);
});

it("finds templates in subfolders, and never above its own folder", async () => {
  expect((await check("sms", { "texts/t.sms.liquid": OK }, "texts/t")).problems).toEqual([]);
  expect((await check("sms", {}, "../secret")).problems[0]).toContain("write the name without its ending");
});

it("requires a text for each HTML file, in each language", async () => {
  const { problems } = await check("email", {
    "t.email.liquid": `---\nsubject: x\n---\n${OK}`,
    "t.fr.email.html.liquid": OK,
  });
  expect(problems).toEqual([
    expect.stringContaining("t.fr.email.html.liquid has no text next to it: write t.fr.email.liquid"),
  ]);
});

it("refuses a template that is not UTF-8, and one that is too large", async () => {
  await using folder = await temporaryFolder({
    "c.yaml": "version: 1\nname: a\ndeadline: 84h\nsteps: [{ channel: sms, route: [main], template: t }]",
    "t.sms.liquid": new Uint8Array([0xe9, 0x20]),
    "t.fr.sms.liquid": "x".repeat(300_000),
  });
  const { problems } = await checkCampaign(folder.path("c.yaml"));
  const advice = problems.map((problem) => problem.advice);
  expect(advice).toContain("save this file as UTF-8");
  expect(advice).toContain("write a template file of at most 262,144 bytes");
});

it("warns about a message that no recipient can confirm, and about an SMS outside the SMS alphabet", async () => {
  const { problems, warnings } = await check("sms", { "t.sms.liquid": "Bientôt" });
  expect(problems).toEqual([]);
  expect(warnings).toEqual([
    "t.sms.liquid no recipient can confirm this message, so each one is escalated or listed as unreached: write {{ ack.url }} into it",
    expect.stringMatching(/^t\.sms\.liquid:1:6 not in the SMS alphabet: ô;/),
  ]);
});

it("refuses a STOP text in a service message", async () => {
  const { problems } = await check("sms", { "t.sms.liquid": `${OK}\nSTOP au 36111` });
  expect(problems).toEqual([expect.stringContaining("carriers treat a service message with it as marketing")]);
});

it.each([
  ["t.french.sms.liquid", "t.french.sms.liquid the file name needs a language and a channel: write t.fr.sms.liquid"],
  ["t.fr.text.liquid", "t.fr.text.liquid the file name needs a language and a channel: write t.fr.sms.liquid"],
  ["t.fr.sms.html.liquid", "t.fr.sms.html.liquid the file name needs a language and a channel"],
])("refuses %s, which no recipient would get", async (file, says) => {
  const { problems } = await check("sms", { "t.sms.liquid": OK, [file]: OK, "other.french.sms.liquid": OK });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(says);
});

it("refuses two files with the same name and language", async () => {
  const { problems } = await check("sms", {
    "t.sms.liquid": OK,
    "t.fr-CA.sms.liquid": OK,
    "t.fr_CA.sms.liquid": OK,
  });
  expect(problems).toEqual([
    "t.fr_CA.sms.liquid t.fr-CA.sms.liquid has the same text in the same language: delete one of the two files",
  ]);
});
