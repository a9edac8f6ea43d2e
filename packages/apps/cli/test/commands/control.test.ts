import { describe, expect, it } from "vitest";
import { cli, startCli } from "../support/cli.ts";
import { fakeVendor } from "../support/fake-vendor.ts";
import { press } from "../support/press.ts";
import { project } from "../support/project.ts";
import { ledgerOf, started } from "../support/started.ts";
import { waitFor } from "../support/wait-for.ts";

const BY = ["--as", "ada", "--reason", "wrong text"];

describe("commands that change a running campaign", () => {
  it("pause it until a review, and resume it", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const paused = await cli(["pause", "hello", ...BY, "--review", "2030-01-01T00:00:00Z", "--json"], {
      cwd,
    });
    expect(paused.json()).toEqual([
      {
        paused: "hello",
        actor: "ada",
        reason: "wrong text",
        reviewAt: "2030-01-01T00:00:00.000Z",
        version: 2,
        isUnseen: false,
        waiting: 3,
        rerouted: 0,
        ways: [],
      },
    ]);
    expect(await ledgerOf(cwd)).toMatchObject({ state: "held", holds: true });
    expect(await cli(["resume", "hello", ...BY], { cwd })).toMatchObject({ code: 0 });
    expect(await ledgerOf(cwd)).toMatchObject({ state: "running" });
  });

  it("remove recipients, and list those who are not enrolled", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const said = await cli(["remove", "hello", "p1", "p2", "p9", ...BY], { cwd });
    expect(said).toMatchObject({
      code: 1,
      stdout: "2 recipients are removed\n",
      stderr: "p9 is not enrolled (message/unknown-recipient)\n",
    });
    expect(await ledgerOf(cwd)).toMatchObject({ states: { cancelled: 2, pending: 1 }, holds: true });
  });

  it("revoke another person's press, and keep the caller's own events", async () => {
    await using far = await fakeVendor();
    await using made = await project({ fakeVendor: far.url });
    const { folder: cwd } = made;
    const running = startCli(["run", "hello.campaign.yaml", "--recipients", "3", "--port", "0"], { cwd });
    await waitFor("three messages", () => far.heard.length === 3);
    const [, base = ""] = /listening at (\S+),/.exec(running.stderr()) ?? [];
    for (const { to, text } of far.heard) {
      if (to === "+33639980002") continue;
      const { pathname } = new URL(text.slice(text.indexOf("http")));
      expect((await press(`${new URL(base).origin}${pathname}`, "done")).status).toBe(200);
    }
    running.signal("SIGTERM");
    await running.done;
    expect(await ledgerOf(cwd)).toMatchObject({ states: { acknowledged: 2, active: 1 } });
    await cli(["acknowledge", "p2", "--on", "came"], { cwd });
    const said = await cli(["revoke-confirmation", "hello", "p1", "p2", "p3", "p9", ...BY], { cwd });
    expect(said).toMatchObject({ code: 1, stdout: "1 answer is revoked\n" });
    expect(said.stderr).toContain("p2 is still confirmed by your own event");
    expect(said.stderr).toContain("p3 had not confirmed");
    expect(said.stderr).toContain("p9 is not enrolled");
    expect(await ledgerOf(cwd)).toMatchObject({ states: { acknowledged: 1, active: 2 }, holds: true });
    const shown = await cli(["show", "hello", "p1"], { cwd });
    expect(shown.stdout).toContain("reversed");
  });

  it("cancel it for all recipients", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const said = await cli(["cancel", "hello", ...BY], { cwd });
    expect(said).toMatchObject({ code: 0, stdout: "hello is cancelled for 3 recipients\n" });
    expect(await ledgerOf(cwd)).toMatchObject({ states: { cancelled: 3 }, holds: true });
    for (const people of ["3", "4"]) {
      const again = await cli(["start", "hello.campaign.yaml", "--recipients", people], { cwd });
      expect(again.code).toBe(1);
      expect(again.stderr).toContain("campaign/already-closed");
      expect(again.stderr).not.toContain("runs already");
    }
  });

  it("refuse an unknown campaign", async () => {
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
