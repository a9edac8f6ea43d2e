import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cli } from "./support/cli.ts";
import { examplesOf, printed, wordsOf } from "./support/doc-examples.ts";
import { emptyFolder } from "./support/project.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../../docs/twice.md"), "utf8");

/** Replaces Ada by Edith in the audience file. */
async function changeFile(cwd: string): Promise<void> {
  const file = join(cwd, "people.csv");
  const rows = (await readFile(file, "utf8")).trim().split("\n");
  const kept = rows.filter((row) => !row.includes("Ada"));
  expect(kept).toHaveLength(rows.length - 1);
  await writeFile(file, `${[...kept, "4,Edith,06 39 98 00 04,edith@example.org"].join("\n")}\n`);
}

it("docs/twice.md shows what happens if a campaign is started again, and with another file", async () => {
  await using made = await emptyFolder();
  const { folder: cwd } = made;
  await cli(["init"], { cwd });
  const config = join(cwd, "relance.config.ts");
  const own = (await readFile(config, "utf8")).replace('"relance.db"', JSON.stringify(join(cwd, "relance.db")));
  await writeFile(config, own);
  const campaign = join(cwd, "hello.campaign.yaml");
  const text = await readFile(campaign, "utf8");
  expect(text).toContain("country: FR\n");
  await writeFile(campaign, text.replace("country: FR\n", "country: FR\n  mode: open\n"));
  const all = examplesOf(PAGE);
  expect(all).toHaveLength(5);
  for (const [place, { command, output }] of all.entries()) {
    if (place === 2) await changeFile(cwd);
    const { stdout, stderr } = await cli(wordsOf(command), { cwd });
    expect(`${stderr}${stdout}`, `relance ${command}`).toMatch(printed(output));
  }
});
