import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { checkCampaign, compileCampaign, compilePlan, loadCampaign } from "../../src/index.ts";
import { renderInput } from "../support/simple-campaign.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const file = fileURLToPath(new URL("../fixtures/re-registration/re-registration.campaign.yaml", import.meta.url));
const templates = {
  "recall.sms.liquid": "Please confirm: {{ ack.url }}",
};
const text = `version: 1\nname: recall\ndeadline: 84h\nsteps: [{ channel: sms, route: [main], template: recall }]\n`;

it("loads the campaign of the architecture page", async () => {
  const campaign = await loadCampaign(file);
  expect(campaign.definition).toMatchObject({ name: "re-registration", callBuffer: "12h" });
  expect(campaign.definition.steps.map(({ channel }) => channel)).toEqual(["sms", "email", "push"]);
  expect(campaign.hash).toMatch(/^[0-9a-f]{64}$/);
});

it("finds no mistake in it", async () => {
  const { problems } = await checkCampaign(file, { now: new Date("2013-08-01T08:00:00Z") });
  expect(problems).toEqual([]);
});

it("admits recipients with any usable contact, and refuses the others with line and reason", async () => {
  const campaign = await loadCampaign(file);
  const seen: unknown[] = [];
  for await (const line of campaign.audience?.() ?? []) {
    const { row, refused } =
      line.refused === undefined ? campaign.admit(line.raw, line.line) : { ...line, row: undefined };
    seen.push(
      row === undefined ? [refused?.line, refused?.reason] : [row.line, row.key, row.contacts.length, row.steps],
    );
  }
  expect(seen).toEqual([
    [2, "1001", 2, 0b111],
    [3, "1002", 1, 0b011],
    [5, "1003", 1, 0b111],
    [6, "message/bad-phone"],
    [7, "message/missing-variable"],
    [8, "1006", 0, 0b111],
  ]);
});

it("renders its messages in French, in the recipient's zone", async () => {
  const campaign = await loadCampaign(file);
  const input = renderInput({
    variables: { prenom: "Ana", nom: "Lefèvre" },
    locale: "fr",
    timezone: "Europe/Paris",
  });
  expect(campaign.render(1, input)).toEqual({
    text: "Pôle emploi : votre réinscription est attendue avant le 15/08/2013 23:59. Confirmez ici : https://notify.example.org/a/abc ou répondez OK 47.",
  });
  expect(campaign.render(3, input)).toEqual({
    title: "Réinscription avant le jeudi 15 août 2013 à 23:59",
    body: "Ana, touchez pour confirmer.",
    url: "https://notify.example.org/a/abc",
    tag: "re-registration",
  });
});

it("compiles the same campaign from the stored body alone", async () => {
  const campaign = await loadCampaign(file);
  const again = compileCampaign(campaign.body);
  const input = renderInput({ variables: { prenom: "Ana", nom: "Lefèvre" } });
  expect(again.hash).toBe(campaign.hash);
  expect(again.body).toBe(campaign.body);
  expect(again.render(2, input)).toEqual(campaign.render(2, input));
});

it("has one hash for a campaign, whatever the order of keys, comments and line ends", async () => {
  const [version, name, ...rest] = text.split("\n");
  await using one = await temporaryFolder({ ...templates, "c.yaml": text });
  await using two = await temporaryFolder({
    "recall.sms.liquid": `\ufeff${templates["recall.sms.liquid"]}`.replaceAll("\n", "\r\n"),
    "c.yaml": [name, "# the same", version, ...rest].join("\r\n"),
  });
  const hashes = await Promise.all([one, two].map(async (folder) => (await loadCampaign(folder.path("c.yaml"))).hash));
  expect(hashes[0]).toBe(hashes[1]);
});

it("has another hash if a template's text changes", async () => {
  await using one = await temporaryFolder({ ...templates, "c.yaml": text });
  await using two = await temporaryFolder({ "recall.sms.liquid": "Confirm: {{ ack.url }}", "c.yaml": text });
  const hashes = await Promise.all([one, two].map(async (folder) => (await loadCampaign(folder.path("c.yaml"))).hash));
  expect(hashes[0]).not.toBe(hashes[1]);
});

it("loads without its audience file, for programs that supply the rows", async () => {
  await using folder = await temporaryFolder({
    ...templates,
    "c.yaml": `${text}audience: { file: later.csv }\n`,
  });
  const campaign = await loadCampaign(folder.path("c.yaml"));
  await expect(campaign.audienceHash?.()).rejects.toMatchObject({ code: "audience/unreadable" });
});

it("identifies the audience by its bytes", async () => {
  await using folder = await temporaryFolder({
    ...templates,
    "c.yaml": `${text}audience: { file: p.csv }\n`,
    "p.csv": "id,sms\n",
  });
  const campaign = await loadCampaign(folder.path("c.yaml"));
  expect(await campaign.audienceHash?.()).toMatch(/^[0-9a-f]{64}$/);
});

it("refuses a body of another version, and other text", () => {
  for (const body of [
    '{"format":2,"definition":{},"templates":{}}',
    "nonsense",
    "null",
    '{"format":1,"templates":{}}',
  ]) {
    expect(() => compileCampaign(body)).toThrow(expect.objectContaining({ code: "campaign/invalid" }));
  }
});

it("compiles the plan that rules read", async () => {
  const { definition } = await loadCampaign(file);
  const vendors: Record<string, string> = {
    "sms.main": "twilio",
    "sms.second": "other",
    "email.smtp": "smtp",
    "push.web": "web",
  };
  const plan = compilePlan(definition, [], (provider) => {
    const channel = definition.steps.find((step) => provider.startsWith(step.channel))?.channel ?? "sms";
    const vendor = vendors[provider];
    return vendor === undefined ? undefined : { channel, vendor, receipts: channel === "sms", lookup: false };
  });
  const hour = 3_600_000;
  expect(plan).toEqual({
    steps: [
      {
        channel: "sms",
        route: [
          { provider: "sms.main", vendor: "twilio", receipts: true, lookup: false },
          { provider: "sms.second", vendor: "other", receipts: true, lookup: false },
        ],
        waitMs: 48 * hour,
        unknownAfterMs: hour / 4,
        onMissingReceipt: "reroute",
      },
      {
        channel: "email",
        route: [{ provider: "email.smtp", vendor: "smtp", receipts: false, lookup: false }],
        waitMs: 24 * hour,
        unknownAfterMs: hour / 4,
        onMissingReceipt: "reroute",
      },
      {
        channel: "push",
        route: [{ provider: "push.web", vendor: "web", receipts: false, lookup: false }],
        beforeDeadlineMs: 12 * hour,
        unknownAfterMs: hour / 4,
        onMissingReceipt: "reroute",
      },
    ],
    callBufferMs: 12 * hour,
    deadlineAt: Date.parse("2013-08-15T21:59Z"),
    guarantee: "at-most-once",
    maxTries: 4,
    retryMs: 30_000,
    resolutionMs: 600_000,
    strength: "event",
    answers: {
      done: { do: "close" },
      promise: { do: "snooze", forMs: 72 * hour },
      "wrong-person": { do: "next-contact" },
      help: { do: "call-me" },
    },
    on: "re-registered",
    onLoss: "reroute",
    pace: { firstWave: 1_300, perSecond: 200 },
    reply: { OK: "promise" },
  });
});

it("names every provider that is not configured", async () => {
  const { definition } = await loadCampaign(file);
  expect(() => compilePlan(definition, [], () => undefined)).toThrow(
    expect.objectContaining({
      code: "config/provider-unknown",
      problems: expect.objectContaining({ length: 4 }),
    }),
  );
});
