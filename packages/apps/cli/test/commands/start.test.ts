import { describe, expect, it } from "vitest";
import { cli, startCli } from "../support/cli.ts";
import { fakeVendor } from "../support/fake-vendor.ts";
import { people, project } from "../support/project.ts";
import { waitFor } from "../support/wait-for.ts";

const START = ["start", "hello.campaign.yaml"];

async function enrolled(cwd: string): Promise<number> {
  const ledgers = (await cli(["status", "--json"], { cwd })).json<{ audience: { enrolled: number } }>();
  return ledgers.reduce((sum, { audience }) => sum + audience.enrolled, 0);
}

describe("relance start", () => {
  it("shows who would get messages, and starts when the number of recipients is typed", async () => {
    await using made = await project();
    await made.write("people.csv", `${people(3)}p3,Again,+33639980002\np4,Bad,12\n`);
    const said = await cli(START, { cwd: made.folder, stdin: "3\n", isTerminal: true });
    expect(said.code).toBe(0);
    expect(said.stdout).toMatch(/recipients +3 of 5 rows · 3 in time · .* · 1 row repeated/);
    expect(said.stdout).toMatch(/refused +1 message\/bad-phone/);
    expect(said.stdout).toMatch(/1 +sms\.main +3 /);
    expect(said.stderr).toContain("delivery: live. Messages ARE SENT");
    expect(said.stdout).toContain("hello is enrolled and sealed");
    expect(await enrolled(made.folder)).toBe(3);
  });

  it.each([
    { what: "another number is typed", stdin: "4\n", code: 1, says: "campaign/recipients-mismatch" },
    { what: "no number is typed", stdin: "yes\n", code: 2, says: "not a number" },
    { what: "nothing is typed", stdin: "", code: 2, says: "nothing was typed" },
  ])("enrolls no recipient if $what", async ({ stdin, code, says }) => {
    await using made = await project();
    const said = await cli(START, { cwd: made.folder, stdin, isTerminal: true });
    expect(said.code).toBe(code);
    expect(said.stderr).toContain(says);
    expect(await enrolled(made.folder)).toBe(0);
  });

  it("requires --recipients without a terminal, and states their number", async () => {
    await using made = await project();
    const said = await cli(START, { cwd: made.folder });
    expect(said.code).toBe(2);
    expect(said.stderr).toContain("--recipients 3");
    expect(await enrolled(made.folder)).toBe(0);
  });

  it("sends nothing by itself", async () => {
    await using far = await fakeVendor();
    await using made = await project({ fakeVendor: far.url });
    const said = await cli([...START, "--recipients", "3", "--json"], { cwd: made.folder });
    expect(said.json()).toMatchObject([
      { event: "campaign.plan", people: { enrolled: 3 }, steps: [{ messages: 3 }] },
      { event: "campaign.sealed", enrolled: 3 },
    ]);
    expect(far.heard).toEqual([]);
  });

  it("writes text into a pipe, and JSON only on request", async () => {
    await using made = await project();
    const said = await cli([...START, "--recipients", "3"], { cwd: made.folder });
    expect(said.stdout).toContain("hello is enrolled and sealed");
    expect(said.stdout).not.toContain('{"');
  });

  it("enrolls no recipient of a campaign with a mistake, and states its place", async () => {
    await using made = await project({ campaign: "callBuffer: soon" });
    const said = await cli([...START, "--recipients", "3"], { cwd: made.folder });
    expect(said.code).toBe(1);
    expect(said.stdout).toMatch(/hello\.campaign\.yaml:6:13 callBuffer: /);
    expect(await enrolled(made.folder)).toBe(0);
  });

  it("enrolls no recipient of the wrong file", async () => {
    await using made = await project({ people: 2 });
    await made.write(
      "hello.campaign.yaml",
      `version: 1
name: hello
deadline: 72h
audience: { file: people.csv, key: id, contacts: { sms: mobile }, expect: 3+ }
steps: [{ channel: sms, route: [main], template: hello }]
`,
    );
    const said = await cli([...START, "--recipients", "2"], { cwd: made.folder });
    expect(said.code).toBe(1);
    expect(said.stderr).toContain("audience/unexpected");
    expect(await enrolled(made.folder)).toBe(0);
  });

  it("reports that a closed audience did not accept the added rows", async () => {
    await using made = await project();
    await cli([...START, "--recipients", "3"], { cwd: made.folder });
    await made.write("people.csv", people(5));
    const again = await cli(START, { cwd: made.folder });
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("audience/unexpected");
    expect(again.stderr).toContain("2 rows were added to the file and not enrolled");
    expect(await enrolled(made.folder)).toBe(3);
    const running = startCli(["run", "hello.campaign.yaml", "--port", "0"], { cwd: made.folder });
    await waitFor("its work", () => /listening at/.test(running.stderr()));
    running.signal("SIGTERM");
    const { code, stderr } = await running.done;
    expect(code).toBe(1); // sending continues, but the exit code must not report success
    expect(stderr).toContain("audience/unexpected: ");
    expect(stderr).toContain("2 rows were added to the file and not enrolled");
  });

  it("reports that a campaign runs with another number of recipients than given", async () => {
    await using made = await project();
    await cli([...START, "--recipients", "3"], { cwd: made.folder });
    const again = await cli([...START, "--recipients", "4"], { cwd: made.folder });
    expect(again.code).toBe(1);
    expect(again.stderr).toContain(
      "campaign/recipients-mismatch: hello runs already with 3 recipients, not 4: --recipients 3 continues it; for the rows of another file start it again, with a separate --occurrence",
    );
    expect((await cli([...START, "--recipients", "3"], { cwd: made.folder })).code).toBe(0);
    const run = ["run", "hello.campaign.yaml", "--port", "0", "--exit"];
    const ran = await cli([...run, "--recipients", "4"], { cwd: made.folder });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("campaign/recipients-mismatch: hello runs already with 3 recipients, not 4");
    expect(ran.stderr).not.toContain("stopped");
  });

  it("names the key for the file of rows if --recipients is given a file", async () => {
    await using made = await project();
    const said = await cli([...START, "--recipients", "others.csv"], { cwd: made.folder });
    expect(said.code).toBe(2);
    expect(said.stderr).toContain(
      "Write the number of recipients, such as 2000; audience.file of the campaign names their file.",
    );
  });

  it("reports how many recipients an open audience accepted", async () => {
    await using made = await project();
    const yaml = `version: 1
name: hello
deadline: 72h
audience: { file: people.csv, key: id, contacts: { sms: mobile }, mode: open }
steps: [{ channel: sms, route: [main], template: hello }]
`;
    await made.write("hello.campaign.yaml", yaml);
    await cli([...START, "--recipients", "3"], { cwd: made.folder });
    await made.write("people.csv", people(5));
    const again = await cli(START, { cwd: made.folder });
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).toContain("hello runs already; 2 new recipients enrolled");
    expect(await enrolled(made.folder)).toBe(5);
  });

  it("lists recipients who are no longer in the file, and finds those who replaced them", async () => {
    await using made = await project();
    await cli([...START, "--recipients", "3"], { cwd: made.folder });
    await made.write("people.csv", people(3).replace("p2,", "p7,"));
    const again = await cli(START, { cwd: made.folder });
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("1 recipient is enrolled and not in the file: p2");
    expect(again.stderr).toContain("1 row was added to the file and not enrolled");
    await made.write("people.csv", people(2));
    const fewer = await cli(START, { cwd: made.folder });
    expect(fewer).toMatchObject({ code: 0 });
    expect(fewer.stderr).toContain("1 recipient is enrolled and not in the file: p3");
    expect(await enrolled(made.folder)).toBe(3);
  });

  it("does not change a running campaign, and refuses another definition", async () => {
    await using made = await project();
    await cli([...START, "--recipients", "3"], { cwd: made.folder });
    const again = await cli(START, { cwd: made.folder });
    expect(again).toMatchObject({ code: 0, stdout: "" });
    expect(again.stderr).toContain("hello runs already");
    await made.write("hello.sms.liquid", "Something else {{ ack.url }}");
    const changed = await cli(START, { cwd: made.folder });
    expect(changed.code).toBe(1);
    expect(changed.stderr).toContain("campaign/changed");
    const other = await cli([...START, "--occurrence", "second", "--recipients", "3"], { cwd: made.folder });
    expect(other.code).toBe(0);
  });
});
