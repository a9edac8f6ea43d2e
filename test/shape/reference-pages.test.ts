import { describe, expect, it } from "vitest";
import { read } from "../support/repository.ts";

describe("docs/store-contract.md", () => {
  it("names every verb of a store", () => {
    const contract = /^export interface Store \{$([\s\S]*?)^\}$/m.exec(
      read("packages/spec/src/store/store.ts"),
    )?.[1];
    const verbs = [...(contract ?? "").matchAll(/^ {2}([a-zA-Z]+)\??\(/gm)].map(([, verb = ""]) => verb);
    expect(verbs).toContain("claim");
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
