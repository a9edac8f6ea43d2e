import { expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { project } from "../support/project.ts";

const BY = ["--as", "desk", "--reason", "asked for it"];

it("a file that still names somebody who was forgotten starts for the others, by the number of its rows", async () => {
  await using made = await project({ delivery: "capture" });
  const cwd = made.folder;
  await cli(["start", "hello.campaign.yaml", "--people", "3"], { cwd });
  expect((await cli(["forget", "p2", ...BY], { cwd })).stdout).toContain("1 person is forgotten: 1 matter");
  const again = ["start", "hello.campaign.yaml", "--occurrence", "again", "--people"];
  expect((await cli([...again, "4"], { cwd })).stderr).toContain("there are 3 people, not 4");
  expect((await cli([...again, "3"], { cwd })).code).toBe(0);
  const ledgers = await cli(["status", "--json"], { cwd });
  expect(
    ledgers.json<object[]>().find((ledger) => "occurrence" in ledger && ledger.occurrence === "again"),
  ).toMatchObject({
    holds: true,
    audience: { enrolled: 2, refused: 1, refusedBy: { forgotten: 1 } },
  });
});

it("a key that nobody has is said to be nobody's, not forgotten", async () => {
  await using made = await project({ delivery: "capture" });
  const cwd = made.folder;
  await cli(["start", "hello.campaign.yaml", "--people", "3"], { cwd });
  const said = await cli(["forget", "p22", ...BY], { cwd });
  expect(said.stdout).toContain(
    "nobody with this key has a matter here; whoever comes with it later is refused",
  );
  expect(said.stdout).not.toContain("is forgotten");
});

it("a word that the schema of the database has too is no byte of anybody that is left", async () => {
  await using made = await project({ delivery: "capture" });
  const cwd = made.folder;
  const rows =
    "id,name,mobile,status\nnobody,Ada,+33639980000,accepted\np2,Grace,+33639980001,zurückgestellt\n";
  await made.write("people.csv", rows);
  await cli(["start", "hello.campaign.yaml", "--people", "2"], { cwd });
  const said = await cli(["forget", "nobody", ...BY, "--json"], { cwd });
  expect(said.json()).toMatchObject([{ enrollments: 1, proof: { left: 0 } }]);
  expect(said.code).toBe(0);
});
