import { describe, expect, it } from "vitest";
import { read } from "../support/repository.ts";

describe("docs/store-contract.md", () => {
  it("names every verb of a store", () => {
    const source = ["store", "forgetting"].map((name) => read(`packages/spec/src/store/${name}.ts`)).join("");
    const contracts = source.matchAll(
      /^export interface (?:Store extends ForgettingVerbs|ForgettingVerbs) \{$([\s\S]*?)^\}$/gm,
    );
    const contract = [...contracts].map(([, verbs]) => verbs).join("");
    const verbs = [...contract.matchAll(/^ {2}([a-zA-Z]+)\??\(/gm)].map(([, verb = ""]) => verb);
    expect(verbs).toEqual(expect.arrayContaining(["claim", "erase"]));
    const page = read("docs/store-contract.md");
    expect(verbs.filter((verb) => !page.includes(`\`${verb}\``) && !page.includes(`\`${verb}(`))).toEqual([]);
  });
});

describe("docs/campaign.md", () => {
  it("has a row for every key of a campaign file", () => {
    const schema = JSON.parse(read("packages/campaign/campaign.schema.json")) as { properties: object };
    const page = read("docs/campaign.md");
    const keys = Object.keys(schema.properties).filter((key) => key !== "$schema");
    expect(keys).toContain("ifLate");
    expect(keys.filter((key) => !new RegExp(`^\\| \`${key}[\`.]`, "m").test(page))).toEqual([]);
  });
});
