import { describe, expect, it, vi } from "vitest";
import { cli } from "../support/cli.ts";
import { people, project } from "../support/project.ts";

const PEOPLE = 6_000;

/** Runs a command in a folder with many recipients, with a clock that advances quickly. */
async function run(argv: readonly string[], isTerminal: boolean): Promise<string> {
  await using made = await project({ people: 0 });
  const rows = people(PEOPLE);
  await made.write("people.csv", rows);
  await made.write("stops.csv", rows.replace("mobile", "address"));
  let now = performance.now();
  vi.spyOn(performance, "now").mockImplementation(() => (now += 1_000));
  const { code, stdout, stderr } = await cli(argv, { cwd: made.folder, isTerminal });
  expect(code, stderr).toBe(0);
  return stdout + stderr;
}

describe.each([
  { argv: ["check", "hello.campaign.yaml"] },
  { argv: ["plan", "hello.campaign.yaml"] },
  { argv: ["start", "hello.campaign.yaml", "--recipients", String(PEOPLE)] },
  { argv: ["suppressions", "import", "stops.csv"] },
])("relance $argv.0 of many recipients", ({ argv }) => {
  it("shows on a terminal how much of the file is read, and the remaining time", async () => {
    expect(await run(argv, true)).toMatch(/reading \d,000 rows · [1-9]\d? %, \d+ (s|min|h)[\d a-z]* left/);
  });

  it.each([[[]], [["--json"]]])("draws nothing in a pipe, with %j", async (more) => {
    expect(await run([...argv, ...more], false)).not.toMatch(/reading [\d,]+ rows ·|% *,/);
  });
});
