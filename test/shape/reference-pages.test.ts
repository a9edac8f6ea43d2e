import { describe, expect, it } from "vitest";
import { read } from "../support/repository.ts";

describe("docs/store-contract.md", () => {
  it("names every verb of a store", () => {
    const source = read("packages/spec/src/store/store.ts");
    const contract = /^export interface Store \{$([\s\S]*?)^\}$/m.exec(source)?.[1] ?? "";
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

describe("docs/channels.md", () => {
  const page = read("docs/channels.md");

  it("has a row for every field of a description", () => {
    const source = read("packages/spec/src/channel/description.ts");
    const fieldsOf = (name: string) => {
      const [, body = ""] = new RegExp(`^export interface ${name}\\b.*\\{$([\\s\\S]*?)^\\}$`, "m").exec(source) ?? [];
      return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(]/gm)].map(([, field = ""]) => field);
    };
    const parts = { AddressForm: "address.", ContentForm: "content.", ReceiptMeaning: "receipts." };
    const fields = [
      ...fieldsOf("ChannelDescription").filter((field) => !Object.values(parts).includes(`${field}.`)),
      ...Object.entries(parts).flatMap(([name, part]) => fieldsOf(name).map((field) => `${part}${field}`)),
    ];
    expect(fields).toEqual(expect.arrayContaining(["number", "address.read", "content.check", "receipts.prevails"]));
    expect(fields.filter((field) => !page.includes(`| \`${field}\` |`))).toEqual([]);
  });

  it("shows parts of the example that a test runs", () => {
    const example = read("examples/09-your-own-channel.ts");
    const pieces = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, piece = ""]) => piece);
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.filter((piece) => !example.includes(piece))).toEqual([]);
  });
});

describe("docs/providers/your-own.md", () => {
  it("shows the provider that passes the suite, and parts of the program that a test runs", () => {
    const [provider, program] = ["pager", "main"].map((name) => read(`examples/07-your-own-provider/${name}.ts`));
    const pieces = [...read("docs/providers/your-own.md").matchAll(/^```ts\n([\s\S]*?)^```$/gm)];
    expect(pieces.length).toBe(2);
    expect(pieces[0]?.[1]).toBe(provider);
    expect(program).toContain(pieces[1]?.[1]);
  });
});

describe("docs/conformance.md", () => {
  it("shows the test of that provider as it runs", () => {
    const path = "examples/07-your-own-provider/pager.test.ts";
    expect(read("docs/conformance.md")).toContain(`\`\`\`ts\n// ${path}\n${read(path)}\`\`\``);
  });
});
