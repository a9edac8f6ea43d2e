import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { ledgerOf, started } from "../support/started.ts";

const BY = ["--as", "ada", "--reason", "wrong text"];

describe("commands that change a running campaign", () => {
  it("pause it until somebody looks again, and let it go on", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const paused = await cli(["pause", "hello", ...BY, "--review", "2030-01-01T00:00:00Z", "--json"], {
      cwd,
    });
    expect(paused.json()).toEqual([
      { paused: "hello", actor: "ada", reason: "wrong text", reviewAt: "2030-01-01T00:00:00.000Z" },
    ]);
    expect(await ledgerOf(cwd)).toMatchObject({ state: "held", holds: true });
    expect(await cli(["resume", "hello", ...BY], { cwd })).toMatchObject({ code: 0 });
    expect(await ledgerOf(cwd)).toMatchObject({ state: "running" });
  });

  it("withdraw people, and name who is not enrolled", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const said = await cli(["withdraw", "hello", "p1", "p2", "p9", ...BY], { cwd });
    expect(said).toMatchObject({
      code: 1,
      stdout: "2 people are withdrawn\n",
      stderr: "p9 is not enrolled\n",
    });
    expect(await ledgerOf(cwd)).toMatchObject({ states: { cancelled: 2, pending: 1 }, holds: true });
  });

  it("cancel it for everybody", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const said = await cli(["cancel", "hello", ...BY], { cwd });
    expect(said).toMatchObject({ code: 0, stdout: "hello is cancelled for 3 people\n" });
    expect(await ledgerOf(cwd)).toMatchObject({ states: { cancelled: 3 }, holds: true });
    const again = await cli(["start", "hello.campaign.yaml"], { cwd });
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("campaign/already-closed");
  });

  it("refuse a campaign that is not there", async () => {
    await using made = await started();
    for (const argv of [
      ["pause", "nope", ...BY],
      ["show", "nope", "p1"],
      ["export", "nope"],
      ["status", "nope"],
    ]) {
      const said = await cli(argv, { cwd: made.folder });
      expect(said.code).toBe(1);
      expect(said.stderr).toContain("campaign/unknown: there is no campaign nope in this store");
    }
  });
});
