import { expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { project } from "../support/project.ts";

const BY = ["--as", "desk", "--reason", "asked for it"];

it("a file that still contains a forgotten recipient starts for the others, with the number of refused rows", async () => {
  await using made = await project({ delivery: "capture" });
  const cwd = made.folder;
  await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd });
  expect((await cli(["erase", "p2", ...BY], { cwd })).stdout).toContain(
    "1 recipient is forgotten: 1 enrollment, of which 1 open; inbound data that matched no recipient are deleted after seven days",
  );
  const again = ["start", "hello.campaign.yaml", "--occurrence", "again", "--recipients"];
  expect((await cli([...again, "4"], { cwd })).stderr).toContain("the audience has 3 recipients, not 4");
  expect((await cli([...again, "3"], { cwd })).code).toBe(0);
  const ledgers = await cli(["status", "--json"], { cwd });
  expect(
    ledgers.json<object[]>().find((ledger) => "occurrence" in ledger && ledger.occurrence === "again"),
  ).toMatchObject({
    holds: true,
    audience: { enrolled: 2, refused: 1, refusedBy: { forgotten: 1 } },
  });
});

it("a mistyped key is refused, and no recipient of the list is forgotten", async () => {
  await using made = await project({ delivery: "capture" });
  const cwd = made.folder;
  await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd });
  const said = await cli(["erase", "p2", "p22", ...BY], { cwd });
  expect(said.code).toBe(1);
  expect(said.stderr).toMatch(/^message\/never-here: .*1 of 2 keys \(the first is number 2\).*--unknown/);
  expect(said.stdout + said.stderr).not.toMatch(/p2|p22/);
  expect((await cli(["show", "hello", "p2"], { cwd })).code).toBe(0);
  const again = ["start", "hello.campaign.yaml", "--occurrence", "again", "--recipients", "3"];
  expect((await cli(again, { cwd })).code).toBe(0);
});

it("an unknown key is refused from then on if this is requested, and may be forgotten again", async () => {
  await using made = await project({ delivery: "capture" });
  const cwd = made.folder;
  await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd });
  const said = await cli(["erase", "p22", "--unknown", ...BY], { cwd });
  expect(said.code).toBe(0);
  expect(said.stdout).toContain("no data about this key remain; later rows with it are refused");
  expect(said.stdout).not.toContain("is forgotten");
  expect((await cli(["erase", "p22", ...BY], { cwd })).code).toBe(0);
});

it("show distinguishes forgotten recipients, unknown ones, and those of other campaigns", async () => {
  await using made = await project({ delivery: "capture" });
  const cwd = made.folder;
  await cli(["start", "hello.campaign.yaml", "--recipients", "3"], { cwd });
  await cli(["erase", "p2", ...BY], { cwd });
  await made.write("people.csv", "id,name,mobile\np4,Ada,+33639980004\n");
  await cli(["start", "hello.campaign.yaml", "--occurrence", "again", "--recipients", "1"], { cwd });
  const shown = async (key: string) => (await cli(["show", "hello", key], { cwd })).stderr;
  expect(await shown("p2")).toBe("the recipient with that key was forgotten, and no data about them remain\n");
  expect(await shown("p4")).toContain("; other data about that key exist");
  expect(await shown("p5")).toContain("and no other data about that key");
});
