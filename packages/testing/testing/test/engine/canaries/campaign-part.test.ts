import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineCampaign } from "@relance/campaign";
import { canaries } from "@relance/canaries";
import { type CampaignDefinition, type CompiledCampaign, campaignPartProblems } from "@relance/spec";
import { expect, it } from "vitest";
import { parse } from "yaml";

const templates = {
  "hello@1": { sms: () => ({ text: "hello" }), email: () => ({ subject: "hello", text: "hello" }) },
};
const SMS: CampaignDefinition["steps"] = [{ channel: "sms", route: ["main"], template: "hello@1" }];
const page = readFileSync(fileURLToPath(new URL("../../../../../../docs/canaries.md", import.meta.url)), "utf8");

function campaign(plugins: Readonly<Record<string, unknown>>, steps = SMS): CompiledCampaign {
  return defineCampaign(
    {
      version: 1,
      name: "hello",
      deadline: "72h",
      audience: { contacts: { sms: "mobile", email: "mail" } },
      plugins,
      steps,
    },
    { templates },
  );
}

const problems = (part: unknown, steps = SMS) =>
  campaignPartProblems([canaries()], campaign({ canaries: part }, steps));

it("canaries as in docs/canaries.md become rows like those of the audience", () => {
  const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const { plugins } = parse(yaml) as { plugins: { canaries: Readonly<Record<string, { network?: string }[]>> } };
  const { live = [], dead = [], lent = [] } = plugins.canaries;
  const { admit } = campaign(plugins);
  expect([...live, ...dead].map((row) => admit(row, 1).row?.contacts)).toEqual([
    [{ channel: "sms", address: "+33612345678" }],
    [{ channel: "sms", address: "+33699999999" }],
  ]);
  expect(lent.map(({ network }) => network)).toEqual(["208-01", "208-10"]);
  expect(problems(plugins.canaries)).toEqual([]);
});

it.each([
  { mistake: "an empty list", part: { live: [] }, path: "live" },
  { mistake: "a number instead of a row", part: { dead: ["+33699999999"] }, path: "dead.0" },
  { mistake: "a lent number without a network", part: { lent: [{ name: "Test" }] }, path: "lent.0.network" },
  { mistake: "a network that is no word", part: { lent: [{ network: "208 01" }] }, path: "lent.0.network" },
  { mistake: "too many", part: { live: Array.from({ length: 21 }, (_, id) => ({ id })) }, path: "live" },
  { mistake: "an unusable number", part: { dead: [{ id: "x", mobile: "12" }] }, path: "dead[0]" },
])("canaries with $mistake are refused", ({ part, path }) => {
  expect(problems(part).map((one) => one.path)).toEqual([`plugins.canaries.${path}`]);
});

it("canaries of another kind are refused", () => {
  expect(problems({ undead: [{ id: "x" }] })).toMatchObject([{ path: "plugins.canaries.undead" }]);
});

it("numbers are rented for SMS only", () => {
  const steps = [{ channel: "email", route: ["smtp"], template: "hello@1" }] as const;
  expect(problems({ lent: [{ network: "208-01" }] }, steps)).toMatchObject([
    { path: "plugins.canaries.lent", advice: "rented numbers can receive only SMS, but the first step sends no SMS" },
  ]);
});

it("the part of a plugin that is not configured is refused with its name", () => {
  expect(campaignPartProblems([], campaign({ canaries: { live: [{ id: "ops" }] } }))).toMatchObject([
    { path: "plugins.canaries", advice: expect.stringContaining("add the plugin canaries to the configuration") },
  ]);
});

it("a source without its two calls is refused", () => {
  const source = { lend: async () => undefined } as never;
  expect(() => canaries({ source })).toThrow("plugins.canaries.source");
});
