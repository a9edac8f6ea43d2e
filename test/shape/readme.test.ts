import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { defineCampaign } from "@relance/campaign";
import type { CampaignDefinition } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ROOT, read } from "../support/repository.ts";

const page = read("README.md");
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text = ""]) => text);

describe("ARCHITECTURE.md", () => {
  const architecture = read("ARCHITECTURE.md");

  it("fits on two screens", () => {
    expect(architecture.split("\n").length).toBeLessThanOrEqual(85);
  });

  it("names existing files on the five stops of a message", () => {
    const rows = architecture.split("\n").filter((line) => /^\| \d\. /.test(line));
    expect(rows).toHaveLength(5);
    const missing: string[] = [];
    for (const cell of rows.flatMap((row) => row.split("|"))) {
      // a page may shorten the path of a second file in the same folder: `store/src/verbs/record.ts`, `fold.ts`
      let [folder, source] = ["", ""];
      for (const [, path = ""] of cell.matchAll(/`([\w/-]+\.ts)`/g)) {
        source = /^\w+\/src\//.exec(path)?.[0] ?? source;
        const own = path.startsWith(source) ? path : path.includes("/") ? `${source}${path}` : `${folder}${path}`;
        folder = own.slice(0, own.lastIndexOf("/") + 1);
        if (!existsSync(join(ROOT, "packages", own))) missing.push(own);
      }
    }
    expect(missing).toEqual([]);
  });
});

describe("README.md", () => {
  it("shows code of a program that the examples run, on the first screen", () => {
    const program = read("examples/readme.ts");
    const shown = blocks("ts");
    expect(shown).toHaveLength(1);
    for (const text of shown) expect(program).toContain(text);
    expect(page.slice(0, page.indexOf("```ts")).split("\n").length).toBeLessThan(10);
  });

  it("shows a campaign without mistakes", () => {
    const sources = {
      "hello.sms.liquid": "{{ ack.url }}",
      "hello.email.liquid": "---\nsubject: x\n---\n{{ ack.url }}",
    };
    const shown = blocks("yaml").map((text) => parse(text) as CampaignDefinition);
    expect(shown.map((definition) => defineCampaign(definition, { sources }).definition.name)).toEqual(["friday"]);
  });

  it("lists every example", () => {
    const examples = readdirSync(join(ROOT, "examples")).filter((name) => /^\d\d-/.test(name));
    const list = read("examples/README.md");
    expect(examples.filter((name) => !list.includes(`| \`${name}`))).toEqual([]);
  });

  it("can be read in ten minutes", () => {
    expect(page.split("\n").length).toBeLessThanOrEqual(120);
  });
});
