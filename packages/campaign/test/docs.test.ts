import { readFile } from "node:fs/promises";
import { formatProblem } from "@relance/spec";
import { expect, it } from "vitest";
import { campaignSchema } from "../src/definition/campaign-schema.ts";
import { checkCampaign, defineCampaign, loadCampaign } from "../src/index.ts";
import { renderInput } from "./support/simple-campaign.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

/** Examples of one language in a page of the documentation. */
async function examples(page: string, language: string): Promise<string[]> {
  const text = await readFile(new URL(`../../../docs/${page}`, import.meta.url), "utf8");
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, tag, code = ""]) =>
    tag === language ? [code] : [],
  );
}

it("the pages contain a campaign file without mistakes", async () => {
  const [campaign = ""] = await examples("campaign.md", "yaml");
  await using folder = await temporaryFolder({
    "c.campaign.yaml": campaign,
    "people.csv": "id,mobile,work,mail,age\n1,06 39 98 00 01,,a@example.org,34\n",
    "flood.sms.liquid": "{{ ack.url }} OK {{ ack.code }}",
    "flood.email.liquid": "---\nsubject: Flood\n---\n{{ ack.url }}",
  });
  const now = new Date("2031-03-01T08:00:00Z");
  const { problems, warnings, survey } = await checkCampaign(folder.path("c.campaign.yaml"), {
    now,
    rows: true,
  });
  expect([...problems, ...warnings]).toEqual([]);
  expect(survey).toMatchObject({ rows: 1, admitted: 1 });
});

it("the pages contain windows without mistakes, and the error for a wrong one", async () => {
  const [campaign = ""] = await examples("windows.md", "yaml");
  await using folder = await temporaryFolder({
    "re-registration.campaign.yaml": campaign,
    "people.csv": "id,mobile,mail\n1,+33639980001,a@example.org\n",
    "reminder.sms.liquid": "{{ ack.url }}",
    "last-call.sms.liquid": "{{ ack.url }}",
    "reminder.email.liquid": "---\nsubject: Reminder\n---\n{{ ack.url }}",
    "wrong.campaign.yaml": campaign.replace("mon-fri 08:00-20:00, sat 10:00-18:00", "20:00-08:00"),
    "wrong-calendar.campaign.yaml": campaign.replace("[FR,", "[DE-XX,"),
  });
  const now = new Date("2031-05-26T08:00:00Z");
  const found = await checkCampaign(folder.path("re-registration.campaign.yaml"), { now, rows: true });
  expect([...found.problems, ...found.warnings]).toEqual([]);
  const page = await readFile(new URL("../../../docs/windows.md", import.meta.url), "utf8");
  for (const name of ["wrong", "wrong-calendar"]) {
    const { problems } = await checkCampaign(folder.path(`${name}.campaign.yaml`), { now });
    const [said = ""] = problems.map((problem) => formatProblem(problem));
    expect(page).toContain(said.replace(/^.*wrong(-calendar)?/, "re-registration").replace(/(DE-BW, ).*$/, "$1…"));
  }
});

it("the pages contain waves, a rate and a watch without mistakes", async () => {
  const [lines = ""] = await examples("watch.md", "yaml");
  await using folder = await temporaryFolder({
    "c.campaign.yaml": `version: 1
name: docs
deadline: 2031-06-02T12:00
${lines}audience: { file: people.csv, contacts: { sms: mobile } }
steps: [{ channel: sms, route: [main], template: reminder }]
`,
    "people.csv": "id,mobile\n1,+33639980001\n",
    "reminder.sms.liquid": "{{ ack.url }}",
  });
  const file = folder.path("c.campaign.yaml");
  const { problems } = await checkCampaign(file, { now: new Date("2031-05-26T08:00:00Z"), rows: true });
  expect(problems.map((problem) => formatProblem(problem))).toEqual([]);
  const { firstWave, rate, watch } = (await loadCampaign(file)).definition;
  expect({ firstWave, rate, watch }).toEqual({
    firstWave: 1300,
    rate: "200/s",
    watch: { onLoss: "reroute" },
  });
});

it("the pages describe every field of the schema", async () => {
  const page = await readFile(new URL("../../../docs/campaign.md", import.meta.url), "utf8");
  const names = new Set<string>();
  const visit = (schema: unknown) => {
    if (typeof schema !== "object" || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      if (key === "properties") for (const name of Object.keys(value as object)) names.add(name);
      visit(value);
    }
  };
  visit(campaignSchema());
  names.delete("$schema");
  expect([...names].filter((name) => !new RegExp(`[\`.{ ]${name}[\`:.,]`).test(page))).toEqual([]);
});

it("the pages contain templates that can be rendered", async () => {
  const [email = "", , missing = ""] = await examples("templates.md", "liquid");
  const campaign = defineCampaign(
    {
      version: 1,
      name: "docs",
      deadline: "84h",
      steps: [
        { channel: "email", route: ["smtp"], template: "reminder", wait: "1h" },
        { channel: "sms", route: ["main"], template: "reminder" },
      ],
    },
    { sources: { "reminder.email.liquid": email, "reminder.sms.liquid": missing } },
  );
  expect(campaign.render(1, renderInput())).toMatchObject({
    subject: expect.stringMatching(/^Ana, please confirm before Thu/),
  });
  expect(campaign.render(2, renderInput({ variables: {} }))).toMatchObject({
    text: expect.stringMatching(/^Dear customer, /),
  });
});

it("the pages contain a mail with attachments", async () => {
  const [, email = ""] = await examples("templates.md", "liquid");
  const files = { "files/rights.pdf": "JVBERi0xLjc=", "files/appointment.ics": "QkVHSU46VkNBTEVOREFS" };
  const campaign = defineCampaign(
    {
      version: 1,
      name: "docs",
      deadline: "84h",
      steps: [{ channel: "email", route: ["smtp"], template: "rights" }],
    },
    { sources: { "rights.email.liquid": email }, files },
  );
  expect(campaign.render(1, renderInput())).toMatchObject({
    attachments: [{ filename: "rights.pdf" }, { filename: "appointment.ics" }],
  });
});

it("the pages contain code that runs", async () => {
  const code = await examples("templates.md", "ts");
  const index = new URL("../src/index.ts", import.meta.url).href;
  const files = Object.fromEntries(
    code.map((text, k) => [`example-${k}.mts`, text.replace('"relance"', `"${index}"`)]),
  );
  await using folder = await temporaryFolder(files);
  const [{ templates }, { polite }] = await Promise.all(Object.keys(files).map((name) => import(folder.path(name))));
  expect(templates["reminder@3"].sms(renderInput())).toEqual({
    text: "Ana, please confirm: https://notify.example.org/a/abc",
  });
  expect(polite["reminder@4"].sms({ ...renderInput(), optional: {} })).toEqual({
    text: "Dear customer, please confirm: https://notify.example.org/a/abc",
  });
});

it("the pages describe the weight of a campaign, and an invalid weight is refused", async () => {
  const [text = ""] = await examples("pace.md", "yaml");
  const problemsOf = async (weight: string) => {
    await using folder = await temporaryFolder({
      "c.campaign.yaml": text.replace("weight: 3", `weight: ${weight}`),
      "flood.sms.liquid": "{{ ack.url }}",
    });
    const { problems } = await checkCampaign(folder.path("c.campaign.yaml"), { now: new Date() });
    return problems.map(({ path, advice }) => `${path}: ${advice}`);
  };
  for (const weight of ["1", "3", "100"]) expect(await problemsOf(weight)).toEqual([]);
  for (const weight of ["0", "101", "1.5", "-2", "heavy", "1:3"])
    expect(await problemsOf(weight)).toEqual(["weight: write a whole number from 1 to 100; the default is 1"]);
});
