import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { ledgerOf, started } from "../support/started.ts";

const BY = ["--as", "ada", "--reason", "a late bus"];

async function epochOf(cwd: string, key: string): Promise<unknown> {
  const { epoch } = (await cli(["show", "hello", key, "--json"], { cwd })).json()[0] ?? {};
  return epoch;
}

describe("orders about a running campaign and its people", () => {
  it("move people on, and hand them back, with who said so and why", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const moved = await cli(["escalate", "hello", "p1", "p2", ...BY], { cwd });
    expect(moved).toMatchObject({ code: 0, stdout: "2 people are moved on\n", stderr: "" });
    expect(await ledgerOf(cwd)).toMatchObject({ states: { exhausted: 2, pending: 1 }, holds: true });
    const back = await cli(["hand-back", "hello", "p1", "p3", "p9", ...BY], { cwd });
    expect(back).toMatchObject({ code: 1, stdout: "1 person is handed back\n" });
    expect(back.stderr).toContain("p3 is left alone: still open");
    expect(back.stderr).toContain("p9 is not enrolled");
    expect(await ledgerOf(cwd)).toMatchObject({ states: { exhausted: 1, pending: 1, active: 1 } });
    const told = (await cli(["events", "--json"], { cwd })).json();
    expect(told.find(({ type }) => type === "enrollment.reopened")).toMatchObject({
      key: "p1",
      by: "ada: a late bus",
    });
    expect((await cli(["show", "hello", "p1"], { cwd })).stdout).toContain("ada: a late bus");
  });

  it("are refused for somebody who has moved on since", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const epoch = String(await epochOf(cwd, "p1"));
    expect(await cli(["escalate", "hello", "p1", "--epoch", epoch, ...BY], { cwd })).toMatchObject({
      code: 0,
    });
    const stale = await cli(["hand-back", "hello", "p1", "--epoch", epoch, ...BY, "--json"], { cwd });
    expect(stale.code).toBe(1);
    expect(stale.json()).toEqual([{ moved: 0, refused: [{ key: "p1", code: "message/stale-epoch" }] }]);
    expect(await ledgerOf(cwd)).toMatchObject({ states: { exhausted: 1 } });
    const two = await cli(["escalate", "hello", "p1", "p2", "--epoch", epoch, ...BY], { cwd });
    expect(two.code).toBe(2);
  });

  it("give more time, never less", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const until = "2040-01-01T00:00:00.000Z";
    const said = await cli(["extend", "hello", "--until", until, ...BY, "--json"], { cwd });
    expect(said.json()).toEqual([{ moved: 3, reopened: 0, until, actor: "ada", reason: "a late bus" }]);
    expect((await cli(["status", "hello"], { cwd })).stdout).toContain(`extended   to ${until}`);
    expect((await cli(["show", "hello", "p1"], { cwd })).stdout).toContain(`deadline   ${until}`);
    for (const earlier of ["2030-01-01T00:00:00Z", "2001-01-01T00:00:00Z"]) {
      const refused = await cli(["extend", "hello", "--until", earlier, ...BY], { cwd });
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain("campaign/deadline-not-later");
    }
    expect((await cli(["show", "hello", "p1"], { cwd })).stdout).toContain(`deadline   ${until}`);
  });

  it("come too late for a campaign that is cancelled", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await cli(["cancel", "hello", ...BY], { cwd });
    for (const order of [
      ["hand-back", "hello", "p1"],
      ["extend", "hello", "--until", "2040-01-01T00:00:00Z"],
    ]) {
      const refused = await cli([...order, ...BY], { cwd });
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain("campaign/not-running");
    }
  });
});
