import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "@relance/test-postgres";
import { describe, expect, it } from "vitest";
import { cli, type Running, startCli } from "./support/cli.ts";
import { examplesOf, printed, wordsOf } from "./support/doc-examples.ts";
import { press } from "./support/press.ts";
import { emptyFolder } from "./support/project.ts";
import { waitFor } from "./support/wait-for.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../../docs/first-campaign.md"), "utf8");

describe("docs/first-campaign.md", () => {
  it("shows the real output of its examples, from init to a confirmed message and a report", async () => {
    await using made = await emptyFolder();
    const { folder: cwd } = made;
    let run: Running | undefined;
    const all = examplesOf(PAGE);
    expect(all.map(({ command }) => command.split(" ")[0])).toEqual(
      "init check plan outbox status show acknowledge export report".split(" "),
    );
    for (const { command, output } of all) {
      if (command === "outbox") run = await running(cwd);
      if (command === "status hello") await pressAdasLink(cwd);
      const { stdout, stderr } = await cli(wordsOf(command), { cwd });
      expect(stdout.replaceAll("\r\n", "\n"), `relance ${command}\n${stderr}`).toMatch(printed(output));
      if (command === "init") await inThisProcess(cwd);
    }
    run?.signal("SIGINT");
    const { code, stderr } = (await run?.done) ?? { code: undefined, stderr: "" };
    expect(code).toBe(0);
    for (const line of ["listening at ", "NOTHING IS SENT"]) expect(stderr).toContain(line);
  });

  it("shows the campaign file that init writes", async () => {
    await using made = await emptyFolder();
    await cli(["init"], { cwd: made.folder });
    expect(PAGE).toContain(`\`\`\`yaml\n${await readFile(join(made.folder, "hello.campaign.yaml"), "utf8")}\`\`\``);
  });
});

/** Makes the store's path absolute, because the test runs commands in its own process. */
async function inThisProcess(cwd: string): Promise<void> {
  const file = join(cwd, "relance.config.ts");
  const text = (await readFile(file, "utf8"))
    .replace('"relance.db"', JSON.stringify(join(cwd, "relance.db")))
    .replace("8077", String(await freePort()));
  await writeFile(file, text);
}

async function running(cwd: string): Promise<Running> {
  const run = startCli(["run", "hello.campaign.yaml", "--recipients", "3"], { cwd });
  const messages = async () => (await cli(["outbox", "--json"], { cwd })).stdout.trim().split("\n").length;
  await waitFor("three messages", async () => (await messages()) === 3);
  return run;
}

async function pressAdasLink(cwd: string): Promise<void> {
  const { stdout } = await cli(["outbox"], { cwd });
  const [link = ""] = /http\S+/.exec(stdout) ?? [];
  expect(await (await press(link, "done")).text()).toContain("Confirmed");
}
