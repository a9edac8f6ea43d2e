import { describe, expect, it } from "vitest";
import { cli, startCli } from "../support/cli.ts";
import { project } from "../support/project.ts";
import { started } from "../support/started.ts";
import { waitFor } from "../support/wait-for.ts";

describe("relance status", () => {
  it("prints both sums, and that they match", async () => {
    await using made = await started();
    const { code, stdout } = await cli(["status"], { cwd: made.folder });
    expect(code).toBe(0);
    expect(stdout).toContain("rows       3 = 3 enrolled · holds");
    expect(stdout).toContain("recipients 3 = 3 pending · holds");
  });

  it("reports that a store has no campaigns", async () => {
    await using made = await project();
    const said = await cli(["status"], { cwd: made.folder });
    expect(said).toMatchObject({ code: 0, stdout: "", stderr: "no campaign found in this store\n" });
  });

  it("reports that no campaign was found for an unknown occurrence", async () => {
    await using made = await started();
    const said = await cli(["status", "--occurrence", "2029"], { cwd: made.folder });
    expect(said).toMatchObject({ code: 0, stdout: "", stderr: "no campaign found in this store\n" });
  });
});

describe("relance show", () => {
  it("shows the history of one recipient, with masked addresses unless they are requested", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await cli(["acknowledge", "p2", "--on", "came"], { cwd });
    const masked = await cli(["show", "hello", "p2"], { cwd });
    expect(masked.code).toBe(0);
    expect(masked.stdout).toContain("p2 · acknowledged");
    expect(masked.stdout).toContain("+33…01");
    expect(masked.stdout).not.toContain("+33639980001");
    expect(masked.stdout).toMatch(/enrollment\.acknowledged/);
    const full = await cli(["show", "hello", "p2", "--contacts", "--json"], { cwd });
    expect(full.json()).toMatchObject([
      {
        key: "p2",
        contacts: [{ channel: "sms", address: "+33639980001" }],
        columns: expect.arrayContaining(["name"]),
      },
    ]);
    expect(full.stdout).not.toContain("Person 2");
  });

  it("records who saw the addresses, and nothing while they are masked", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await cli(["show", "hello", "p2"], { cwd });
    const looks = async () =>
      (await cli(["events", "--json"], { cwd })).json().filter(({ type }) => type === "enrollment.revealed");
    expect(await looks()).toEqual([]);
    await cli(["show", "hello", "p2", "--contacts", "--as", "ada", "--reason", "she calls"], { cwd });
    expect(await looks()).toMatchObject([{ key: "p2", by: "ada: she calls" }]);
  });

  it("reports that no recipient with this key is enrolled", async () => {
    await using made = await started();
    const said = await cli(["show", "hello", "p9"], { cwd: made.folder });
    expect(said).toMatchObject({
      code: 1,
      stderr: "no recipient with that key is enrolled in hello, and no other data about that key exist\n",
    });
  });
});

describe("relance events", () => {
  it("resumes where an earlier call stopped", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const first = await cli(["events", "--json"], { cwd });
    const cursor = /cursor (\S+)/.exec(first.stderr)?.[1] ?? "";
    await cli(["acknowledge", "p1", "--on", "came"], { cwd });
    const second = await cli(["events", "--json", "--cursor", cursor], { cwd });
    expect(second.json().map(({ type }) => type)).toEqual(["enrollment.acknowledged"]);
  });

  it("follows new events until a signal", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const following = startCli(["events", "--follow"], { cwd });
    await waitFor("what was there", () => following.stdout().includes("campaign.sealed"));
    await cli(["acknowledge", "p1", "--on", "came"], { cwd });
    await waitFor("what came", () => following.stdout().includes("enrollment.acknowledged"));
    following.signal("SIGINT");
    expect(await following.done).toMatchObject({ code: 0 });
  });

  it("refuses a cursor of another store", async () => {
    await using made = await started();
    const said = await cli(["events", "--cursor", "elsewhere.1"], { cwd: made.folder });
    expect(said.code).toBe(3);
    expect(said.stderr).toContain("events/cursor-expired");
  });
});

describe("relance export", () => {
  it("is recorded with actor and reason", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const exports = async () =>
      (await cli(["events", "--json"], { cwd })).json().filter(({ type }) => type === "enrollment.revealed");
    expect(await exports()).toEqual([]);
    await cli(["export", "hello", "--unreached", "--as", "ada", "--reason", "we phone them"], { cwd });
    expect(await exports()).toMatchObject([{ by: "ada: we phone them", campaign: { name: "hello" } }]);
    await cli(["export", "hello", "--as", "bob"], { cwd });
    expect((await exports()).map(({ by }) => by)).toEqual(["ada: we phone them", "bob: export"]);
  });

  it("writes all recipients as CSV, and recipients of one state as JSON lines", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await cli(["acknowledge", "p1", "--on", "came"], { cwd });
    const csv = await cli(["export", "hello"], { cwd });
    const [head, ...rows] = csv.stdout.split("\r\n");
    expect(head).toMatch(/^key,state,cause,step,deadline,sms,email,push,/);
    expect(rows.filter(Boolean)).toHaveLength(3);
    expect(csv.stdout).toContain(",+33639980001,");
    expect(csv.stderr).toBe("3 recipients\n");
    const confirmed = await cli(["export", "hello", "--state", "acknowledged", "--format", "jsonl"], { cwd });
    expect(confirmed.json()).toMatchObject([{ key: "p1", state: "acknowledged" }]);
  });

  it("lists unreached recipients, refused rows included", async () => {
    await using made = await project({ delivery: "capture" });
    const { folder: cwd } = made;
    await made.write("people.csv", "id,name,mobile\np1,Ada,+33639980001\n=1+1,Eve,12\n");
    await cli(["start", "hello.campaign.yaml", "--recipients", "1"], { cwd });
    await cli(["remove", "hello", "p1", "--as", "ada", "--reason", "moved"], { cwd });
    const { stdout } = await cli(["export", "hello", "--unreached"], { cwd });
    expect(stdout).not.toContain("p1,"); // a suppressed recipient is not in the list to call
    const calledOff = await cli(["export", "hello", "--state", "cancelled"], { cwd });
    expect(calledOff.stdout).toContain("p1,cancelled,withdrawn,");
    expect(stdout).toContain(`"'=1+1",refused,message/bad-phone,`);
  });

  it("lists the readable addresses of a refused row", async () => {
    await using made = await project({ delivery: "capture" });
    const { folder: cwd } = made;
    await made.write("people.csv", "id,name,mobile\np1,Ada,+33639980001\np2,,+33639980002\n");
    await cli(["start", "hello.campaign.yaml", "--recipients", "1"], { cwd });
    const { stdout } = await cli(["export", "hello", "--unreached"], { cwd });
    expect(stdout).toContain("p2,refused,message/missing-variable,,,+33639980002,,,");
  });
});
