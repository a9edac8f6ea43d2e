import { readFileSync } from "node:fs";
import { join } from "node:path";
import { scenarioNames } from "@relance/rehearsal";
import { describe, expect, it } from "vitest";
import { COMMAND_GROUPS } from "../src/commands.ts";
import { type CliResult, cli } from "./support/cli.ts";
import { examplesOf, printed, wordsOf } from "./support/doc-examples.ts";
import { emptyFolder } from "./support/project.ts";

const docs = (name: string) => readFileSync(join(import.meta.dirname, "../../../../docs", name), "utf8");
const PAGE = docs("cli.md");

const BROKEN = `version: 1
name: broken
deadline: whenever
audience: { file: people.csv, key: id, contacts: { sms: mobile }, country: FR }
steps: [{ channel: sms, route: [mian], template: hello }]
`;

/** Runs a command as a shell in this folder does, with relative paths. */
async function typed(command: string, cwd: string): Promise<CliResult> {
  const before = process.cwd();
  process.chdir(cwd);
  try {
    return await cli(wordsOf(command), { cwd });
  } finally {
    process.chdir(before);
  }
}

describe("docs/cli.md", () => {
  it("has a row for every command, with its arguments, and no other row", () => {
    const rows = [...PAGE.matchAll(/^\| `([a-z]+)([^`]*)` \|.*\| [\d ]+ \|$/gm)].map(
      ([, name, rest = ""]) => name + rest,
    );
    const nothing = async () => {};
    const act = Object.assign(() => nothing, { gateway: () => nothing, campaign: () => nothing });
    const known = COMMAND_GROUPS.flatMap(([, commands]) => commands.map((commandOf) => commandOf(act))).map(
      (command) => {
        const usage = command.usage().replace("[options]", "").trim();
        return `${command.name()} ${usage}`.trim();
      },
    );
    expect(rows).toEqual(known);
  });

  it("shows the real output of its examples", async () => {
    await using made = await emptyFolder();
    const { folder: cwd } = made;
    await made.write("broken.campaign.yaml", BROKEN);
    const all = examplesOf(PAGE);
    expect(all.length).toBeGreaterThanOrEqual(11);
    for (const { command, output } of all) {
      const { stdout, stderr } = await typed(command, cwd);
      const shown = stdout.replaceAll(`${cwd}/`, "").replaceAll("\r\n", "\n");
      expect(shown, `relance ${command}\n${stderr}`).toMatch(printed(output));
    }
  });
});

describe("docs/report.md", () => {
  it("shows the real output of its examples, and the page that they write", async () => {
    await using made = await emptyFolder();
    const { folder: cwd } = made;
    const all = examplesOf(docs("report.md"));
    expect(all.length).toBeGreaterThanOrEqual(4);
    for (const { command, output } of all) {
      const { stdout, stderr } = await typed(command, cwd);
      expect(stdout.replaceAll("\r\n", "\n"), `relance ${command}\n${stderr}`).toMatch(printed(output));
    }
    expect(readFileSync(join(cwd, "report.html"), "utf8")).toContain("Confirmed: 1 of 3 (33.3%)");
  });
});

describe("docs/control.md", () => {
  it("shows the real output of its examples", async () => {
    await using made = await emptyFolder();
    const all = examplesOf(docs("control.md"));
    expect(all.length).toBeGreaterThanOrEqual(8);
    for (const { command, output } of all) {
      if (command.startsWith("amend")) await made.write("hello.sms.liquid", "Hello {{ name }}, again: {{ ack.url }}");
      const { stdout, stderr } = await typed(command, made.folder);
      const shown = stdout.replaceAll("\r\n", "\n");
      expect(shown, `relance ${command}\n${stderr}`).toMatch(printed(output));
    }
  });
});

describe("docs/evidence.md", () => {
  it("shows the real output of its examples", async () => {
    await using made = await emptyFolder();
    const { folder: cwd } = made;
    const all = examplesOf(docs("evidence.md"));
    expect(all.length).toBe(8);
    for (const { command, output } of all) {
      const { stdout, stderr } = await typed(command, cwd);
      expect(stdout.replaceAll("\r\n", "\n"), `relance ${command}\n${stderr}`).toMatch(printed(output));
    }
  });
});

describe("docs/plan.md", () => {
  it("shows the real output of its examples", async () => {
    await using made = await emptyFolder();
    const { folder: cwd } = made;
    const all = examplesOf(docs("plan.md"));
    expect(all.length).toBe(3);
    for (const { command, output } of all) {
      const { stdout, stderr } = await typed(command, cwd);
      expect(stdout.replaceAll("\r\n", "\n"), `relance ${command}\n${stderr}`).toMatch(printed(output));
    }
  });
});

describe("docs/rehearse.md", () => {
  it("shows the real output of its examples, and names every built-in scenario", async () => {
    await using made = await emptyFolder();
    const { folder: cwd } = made;
    await typed("init", cwd);
    const page = docs("rehearse.md");
    const all = examplesOf(page);
    expect(all.length).toBe(2);
    for (const { command, output } of all) {
      const { stdout, stderr } = await typed(command, cwd);
      expect(stdout.replaceAll("\r\n", "\n"), `relance ${command}\n${stderr}`).toMatch(printed(output));
    }
    const names = [...page.matchAll(/^\| `([a-z\d-]+)` \|/gm)].map(([, name]) => name);
    expect(names.toSorted()).toEqual(scenarioNames());
    expect(readFileSync(join(cwd, "rehearsal", "report.html"), "utf8")).toContain("What only a rehearsal knows");
  });
});
