import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { openOutside } from "./support/outside.ts";
import { makeProject } from "./support/project.ts";

const FIXTURES = fileURLToPath(new URL("../../packages/campaign/test/fixtures", import.meta.url));
const FILE = "ten-mistakes.campaign.yaml";

it("a campaign with ten mistakes gives ten places with advice, and check, start and run send nothing", async () => {
  await using outside = await openOutside();
  await using project = await makeProject(outside, 3);
  for (const name of [FILE, "ten-mistakes.csv", "flood.sms.liquid"])
    await cp(join(FIXTURES, name), join(project.folder, name));
  const lines = (await readFile(join(project.folder, FILE), "utf8")).split("\n").length;
  const said = await Promise.all(
    [
      ["check", FILE],
      ["start", FILE, "--recipients", "3"],
      ["run", FILE, "--recipients", "3"],
    ].map((argv) => project.start(argv).done),
  );
  for (const { code, stdout, stderr } of said) {
    expect(code).toBe(1);
    const problems = stdout
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line): Record<string, unknown> => JSON.parse(line))
      .filter(({ level }) => level === "problem");
    expect(problems, stderr).toHaveLength(10);
    for (const { file, line, column, advice } of problems) {
      expect(String(file)).toMatch(/ten-mistakes\.campaign\.yaml|flood\.sms\.liquid/);
      expect(Number(line)).toBeLessThanOrEqual(lines);
      expect(Number(column)).toBeGreaterThan(0);
      expect(String(advice).length).toBeGreaterThan(10);
    }
  }
  const { twilio, gateway, smtp, push } = outside;
  expect([twilio, gateway, smtp, push].map((fakeVendor) => fakeVendor.requests())).toEqual([0, 0, 0, 0]);
  await expect(project.ledger()).rejects.toThrow("there is no campaign yet");
});
