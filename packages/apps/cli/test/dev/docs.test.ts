import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { startDev } from "../support/dev.ts";
import { examplesOf, printed, wordsOf } from "../support/doc-examples.ts";
import { emptyFolder } from "../support/project.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../../../docs/dev.md"), "utf8");

describe("docs/dev.md", () => {
  it("shows the real output of its examples, and names the buttons of the page", async () => {
    await using made = await emptyFolder();
    const { folder: cwd } = made;
    const [init, start, ...others] = examplesOf(PAGE);
    expect([init?.command, others]).toEqual(["init", []]);
    const said = await cli(["init"], { cwd });
    expect(said.stdout).toMatch(printed(init?.output ?? ""));
    expect(said.stdout).toContain("npx relance dev hello.campaign.yaml");
    const [command, ...argv] = wordsOf(start?.command ?? "");
    expect(command).toBe("dev");
    await using dev = await startDev(cwd, argv);
    expect(`${dev.printed}\n`).toMatch(printed(start?.output ?? ""));
    const page = await dev.page();
    const rows = [
      ...PAGE.matchAll(
        /^\| (Reply STOP|Your system says|Say delivered|What the providers do|\+1 min|To the next thing|Begin again)/gm,
      ),
    ];
    expect(rows.length).toBe(7);
    for (const [, button = ""] of rows) expect(page).toContain(button);
  });
});
