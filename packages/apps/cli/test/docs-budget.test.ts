import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli, startCli } from "./support/cli.ts";
import { examplesOf, printed, wordsOf } from "./support/doc-examples.ts";
import { emptyFolder } from "./support/project.ts";
import { waitFor } from "./support/wait-for.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../../docs/budget.md"), "utf8");

function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "ms").exec(PAGE)?.[1] ?? "";
}

async function change(file: string, before: string, after: string): Promise<void> {
  const text = await readFile(file, "utf8");
  expect(text).toContain(before);
  await writeFile(file, text.replace(before, after));
}

describe("docs/budget.md", () => {
  it("shows the real output of its examples", async () => {
    await using made = await emptyFolder();
    const { folder: cwd } = made;
    await cli(["init"], { cwd });
    const config = join(cwd, "relance.config.ts");
    await change(config, '"relance.db"', JSON.stringify(join(cwd, "relance.db"))); // the store's path is absolute, because commands run in this process
    await change(config, "  // public address", `${block("ts")}  // public address`);
    await change(join(cwd, "hello.campaign.yaml"), "confirm:", `${block("yaml")}confirm:`);
    const all = examplesOf(PAGE);
    expect(all).toHaveLength(4);
    for (const [place, { command, output }] of all.entries()) {
      if (place === 1) await spend(cwd);
      const { stdout, stderr } = await cli(wordsOf(command), { cwd });
      expect(stdout, `relance ${command}\n${stderr}`).toMatch(printed(output));
    }
  });
});

/** Runs the campaign until an incident reports that its budget is spent. */
async function spend(cwd: string): Promise<void> {
  await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd });
  const worker = startCli(["worker"], { cwd });
  const isTold = async () => (await cli(["incidents", "hello"], { cwd })).stdout.includes("budget");
  await waitFor("the incident", isTold);
  worker.signal("SIGTERM");
  expect((await worker.done).code).toBe(0);
}
