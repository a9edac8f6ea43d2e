import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../src/commands.ts";
import { emptyFolder } from "./support/project.ts";
import { spawned } from "./support/spawned.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../docs/cli.md"), "utf8");

const BROKEN = `version: 1
name: broken
deadline: whenever
audience: { file: people.csv, key: id, contacts: { sms: mobile }, country: FR }
steps: [{ channel: sms, route: [mian], template: hello }]
`;

interface Example {
  readonly command: string;
  readonly output: string;
}

/** The commands of the page's console blocks, in order, each with what it prints. */
function examples(): Example[] {
  const blocks = [...PAGE.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ relance /m)
      .slice(1)
      .map((text) => {
        const [command = "", ...output] = text.split("\n");
        return { command, output: output.join("\n") };
      }),
  );
}

function words(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = ""]) => quoted ?? plain);
}

/** `…` stands for anything on its line; alone on a line, for any lines. */
function pattern(output: string): RegExp {
  const escaped = output.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/^…\n/gm, "(?:.*\n)*").replaceAll("…", ".*")}$`);
}

describe("docs/cli.md", () => {
  it("has a row for every command, with its arguments, and no other", () => {
    const rows = [...PAGE.matchAll(/^\| `([a-z]+)([^`]*)` \|.*\| [\d ]+ \|$/gm)].map(
      ([, name, rest = ""]) => name + rest,
    );
    const known = COMMANDS.map((commandOf) => commandOf(() => async () => {})).map((command) => {
      const usage = command.usage().replace("[options]", "").trim();
      return `${command.name()} ${usage}`.trim();
    });
    expect(rows).toEqual(known);
  });

  it("shows what its examples really print", async () => {
    await using made = await emptyFolder();
    const { folder: cwd } = made;
    await made.write("broken.campaign.yaml", BROKEN);
    const all = examples();
    expect(all.length).toBeGreaterThanOrEqual(11);
    for (const { command, output } of all) {
      const { stdout, stderr } = await spawned(words(command), cwd).done;
      const shown = stdout.replaceAll(`${cwd}/`, "").replaceAll("\r\n", "\n");
      expect(shown, `relance ${command}\n${stderr}`).toMatch(pattern(output));
    }
  });
});
