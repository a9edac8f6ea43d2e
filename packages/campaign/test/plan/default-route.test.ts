import { expect, it } from "vitest";
import { checkCampaign, compilePlan, loadCampaign, type ProviderFacts } from "../../src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const SMALLEST = ["name: recall", "deadline: 84h", "steps:", "  - { channel: sms, template: recall }"];
const SMS = "Please confirm: {{ ack.url }}";
const folderOf = (lines: readonly string[]) =>
  temporaryFolder({ "c.yaml": lines.join("\n"), "recall.sms.liquid": SMS });
const facts = (provider: string): ProviderFacts => ({
  channel: provider.startsWith("sms.") ? "sms" : "email",
  vendor: provider,
  receipts: true,
  lookup: false,
});

it("loads a campaign of five keys, with the same hash as one that states its version", async () => {
  await using smallest = await folderOf(SMALLEST);
  await using explicit = await folderOf(["version: 1", ...SMALLEST]);
  const { hash, definition } = await loadCampaign(smallest.path("c.yaml"));
  expect(hash).toBe((await loadCampaign(explicit.path("c.yaml"))).hash);
  expect(definition.version).toBe(1);
});

it("sends a step without a route through every provider of its channel, in the configuration's order", async () => {
  await using folder = await folderOf(SMALLEST);
  const { definition } = await loadCampaign(folder.path("c.yaml"));
  const { steps } = compilePlan(definition, ["sms.second", "email.smtp", "sms.main"], facts);
  expect(steps[0]?.route.map(({ provider }) => provider)).toEqual(["sms.second", "sms.main"]);
});

it("refuses a step without a route whose channel has no configured provider", async () => {
  await using folder = await folderOf(SMALLEST);
  const { definition } = await loadCampaign(folder.path("c.yaml"));
  const advice = "no provider for sms is configured";
  expect(() => compilePlan(definition, ["email.smtp"], facts)).toThrow(advice);
  const smtp = { channel: "email", vendor: "v", receipts: true, replies: false } as const;
  const { problems } = await checkCampaign(folder.path("c.yaml"), { providers: { "email.smtp": smtp } });
  expect(problems).toEqual([expect.objectContaining({ path: "steps[0].channel", line: 4, advice })]);
});
