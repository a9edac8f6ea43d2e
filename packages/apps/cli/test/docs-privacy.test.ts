import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli } from "./support/cli.ts";
import { examplesOf, printed, wordsOf } from "./support/doc-examples.ts";
import { emptyFolder } from "./support/project.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../../docs/privacy.md"), "utf8");
const RETENTIONS = [...PAGE.matchAll(/^```yaml\n(retention: .*\n)```/gm)].map(([, text = ""]) => text);

describe("docs/privacy.md", () => {
  it("shows the real output of its examples, for a campaign with a shorter retention than the configuration", async () => {
    await using made = await emptyFolder();
    const { folder: cwd } = made;
    await cli(["init"], { cwd });
    const file = join(cwd, "hello.campaign.yaml");
    const campaign = await readFile(file, "utf8");
    const config = join(cwd, "relance.config.ts");
    const own = /^retention: .*$/m.exec(PAGE)?.[0] ?? "";
    await writeFile(
      config,
      (await readFile(config, "utf8"))
        .replace('"relance.db"', JSON.stringify(join(cwd, "relance.db"))) // the store's path is absolute, because commands run in this process
        .replace("  // public address", `  ${own}\n  // public address`),
    );
    expect(RETENTIONS).toHaveLength(2);
    const [shorter = "", longer = ""] = RETENTIONS;
    await writeFile(file, campaign.replace("confirm:", `${shorter}confirm:`));
    const all = examplesOf(PAGE).filter(({ command }) => command.includes("hello.campaign.yaml"));
    expect(all).toHaveLength(2);
    for (const { command, output } of all) {
      const { stdout, stderr } = await cli(wordsOf(command), { cwd });
      expect(stdout, `relance ${command}\n${stderr}`).toMatch(printed(output));
      if (command.startsWith("check"))
        expect(stderr).toContain("erased after each recipient's deadline: contacts 30d, bodies 7d, raw 2d");
    }
    await writeFile(file, campaign.replace("confirm:", `${longer}confirm:`));
    const said = await cli(["check", "hello.campaign.yaml"], { cwd });
    expect(said).toMatchObject({ code: 0, stdout: "" });
    expect(said.stderr).toContain("contacts 1825d, bodies 90d, raw 30d");
    await writeFile(file, campaign.replace("confirm:", "retention: { contacts: 365d }\nconfirm:"));
    const warned = await cli(["check", "hello.campaign.yaml"], { cwd });
    expect(warned.stderr).toMatch(/warning: .*retention\.contacts: the configuration's retention is shorter/);
    expect(warned.stderr).toContain("contacts 180d, bodies 90d, raw 30d");
  });
});
