import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";

/** What a real bash offers after these words, of which the last is being written. */
async function offered(...words: string[]): Promise<string[]> {
  const { stdout } = await cli(["completion", "bash"]);
  const press = `COMP_WORDS=(relance ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}; _relance
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const said = execFileSync("bash", ["--norc", "-c", `${stdout}\n${press}`], { encoding: "utf8" });
  return said.split("\n").filter((word) => word !== "");
}

describe("relance completion", () => {
  it("offers commands, and options of the command that stands there", async () => {
    expect(await offered("st")).toEqual(["start", "status"]);
    expect(await offered("check", "--no")).toEqual(["--no-rows"]);
    expect(await offered("--json", "pause", "recall", "--re")).toEqual(["--review", "--reason"]);
    expect(await offered("suppressions", "")).toContain("add");
    expect(await offered("suppressions", "add", "--")).toContain("--reason");
    expect(await offered("status", "--c")).toEqual(["--config"]);
  });

  it("offers files where nothing else fits, and speaks to zsh by the same words", async () => {
    expect(await offered("check", "spring.cam")).toEqual([]);
    const [bash, zsh] = await Promise.all(["bash", "zsh"].map((shell) => cli(["completion", shell])));
    expect(bash?.stdout).toContain("complete -o default -F _relance relance");
    expect(zsh?.stdout).toMatch(/ compinit \}\nautoload -U \+X bashcompinit && bashcompinit\n/);
    expect(zsh?.stdout.endsWith(`\n${bash?.stdout}`)).toBe(true);
  });

  it("of no shell it knows is refused with those it does", async () => {
    expect(await cli(["completion", "tcsh"])).toMatchObject({ code: 2, stderr: expect.stringContaining("bash, zsh") });
  });
});
