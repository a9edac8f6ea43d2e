import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { CampaignDefinition } from "@relance/spec";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { defineCampaign } from "../../src/index.ts";

const templates = {
  "hello@1": { sms: () => ({ text: "hello" }), email: () => ({ subject: "hello", text: "hello" }) },
};
const SMS: CampaignDefinition["steps"] = [{ channel: "sms", route: ["main"], template: "hello@1" }];
const page = readFileSync(fileURLToPath(new URL("../../../../docs/canaries.md", import.meta.url)), "utf8");

function campaign(canaries: unknown, steps = SMS) {
  return defineCampaign(
    {
      version: 1,
      name: "hello",
      deadline: "+72h",
      audience: { contacts: { sms: "mobile", email: "mail" } },
      canaries: canaries as object,
      steps,
    },
    { templates },
  );
}

it("canaries as docs/canaries.md writes them are rows like the audience's", () => {
  const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  const { definition, admit } = campaign((parse(yaml) as { canaries: object }).canaries);
  const rows = [...(definition.canaries?.live ?? []), ...(definition.canaries?.dead ?? [])];
  expect(rows.map((row) => admit(row, 1).row?.contacts)).toEqual([
    [{ channel: "sms", address: "+33612345678" }],
    [{ channel: "sms", address: "+33699999999" }],
  ]);
  expect(definition.canaries?.lent?.map(({ network }) => network)).toEqual(["208-01", "208-10"]);
});

it.each([
  { mistake: "an empty list", canaries: { live: [] } },
  { mistake: "a number instead of a row", canaries: { dead: ["+33699999999"] } },
  { mistake: "a lent number without a network", canaries: { lent: [{ name: "Test" }] } },
  { mistake: "a network that is no word", canaries: { lent: [{ network: "208 01" }] } },
  { mistake: "another kind", canaries: { undead: [{ id: "x" }] } },
  { mistake: "too many", canaries: { live: Array.from({ length: 21 }, (_, id) => ({ id })) } },
])("canaries with $mistake are refused", ({ canaries }) => {
  expect(() => campaign(canaries)).toThrow("canaries");
});

it("numbers are lent for SMS alone", () => {
  const steps = [{ channel: "email", route: ["smtp"], template: "hello@1" }] as const;
  const canaries = { lent: [{ network: "208-01" }] };
  expect(() => campaign(canaries, steps)).toThrow("numbers are lent for SMS, and the first step sends none");
});
