import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sqliteStore } from "relance";
import { describe, expect, it } from "vitest";
import { cli, startCli } from "../support/cli.ts";
import { fakeVendor } from "../support/fake-vendor.ts";
import { ledgerOf, started } from "../support/started.ts";
import { waitFor } from "../support/wait-for.ts";

const BY = ["--as", "ada", "--reason", "a late bus"];

describe("commands about a running campaign and its recipients", () => {
  it("escalate recipients, and resume them, with actor and reason", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const moved = await cli(["escalate", "hello", "p1", "p2", ...BY], { cwd });
    expect(moved).toMatchObject({ code: 0, stdout: "2 recipients are escalated\n", stderr: "" });
    expect(await ledgerOf(cwd)).toMatchObject({ states: { exhausted: 2, pending: 1 }, holds: true });
    const back = await cli(["resume", "hello", "p1", "p3", "p9", ...BY], { cwd });
    expect(back).toMatchObject({ code: 1, stdout: "1 recipient is resumed\n" });
    expect(back.stderr).toContain("p3 is not resumed: still open");
    expect(back.stderr).toContain("p9 is not enrolled (message/unknown-recipient)\n");
    expect(await ledgerOf(cwd)).toMatchObject({ states: { exhausted: 1, pending: 1, active: 1 } });
    const told = (await cli(["events", "--json"], { cwd })).json();
    expect(told.find(({ type }) => type === "enrollment.reopened")).toMatchObject({
      key: "p1",
      by: "ada: a late bus",
    });
    expect((await cli(["show", "hello", "p1"], { cwd })).stdout).toContain("ada: a late bus");
  });

  it("extend the deadline, and never shorten it", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const until = "2040-01-01T00:00:00.000Z";
    const said = await cli(["extend", "hello", "--until", until, ...BY, "--json"], { cwd });
    expect(said.json()).toEqual([{ moved: 3, reopened: 0, until, actor: "ada", reason: "a late bus" }]);
    expect((await cli(["status", "hello"], { cwd })).stdout).toContain(`extended   to ${until}`);
    expect((await cli(["show", "hello", "p1"], { cwd })).stdout).toContain(`deadline   ${until}`);
    for (const [earlier, why] of [
      ["2030-01-01T00:00:00Z", "no recipient has an earlier deadline; nothing changed"],
      ["2001-01-01T00:00:00Z", "the new deadline is in the past; nothing changed"],
    ] as const) {
      const refused = await cli(["extend", "hello", "--until", earlier, ...BY], { cwd });
      expect(refused.code).toBe(1);
      expect(refused.stderr).toBe(`campaign/deadline-not-later: ${why}\n`);
    }
    expect((await cli(["show", "hello", "p1"], { cwd })).stdout).toContain(`deadline   ${until}`);
  });

  it("suggest the right option before they report a missing one", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const meant = await cli(["extend", "hello", "--untill", "2040-01-01T00:00:00Z", ...BY], { cwd });
    expect(meant.code).toBe(2);
    expect(meant.stderr).toContain("unknown option '--untill'");
    expect(meant.stderr).toContain("Did you mean --until?");
    const missing = await cli(["extend", "hello", ...BY], { cwd });
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("give --until, --budget or both");
    const nobody = await cli(["pause", "hello", "--reason", "a late bus"], { cwd });
    expect(nobody.code).toBe(2);
    expect(nobody.stderr).toContain("required option '--as <who>' not specified");
  });

  it("change a text for all recipients without a message", async () => {
    await using far = await fakeVendor();
    await using made = await started({ fakeVendor: far.url, delivery: "live" });
    const { folder: cwd } = made;
    await made.write("hello.sms.liquid", "Good day {{ name }}: {{ ack.url }}");
    const unsaid = await cli(["start", "hello.campaign.yaml"], { cwd });
    expect(unsaid.stderr).toContain("campaign/changed");
    const said = await cli(["amend", "hello.campaign.yaml", ...BY], { cwd });
    expect(said).toMatchObject({ code: 0, stdout: "hello has version 2: 3 recipients take it\n" });
    expect((await cli(["status", "hello"], { cwd })).stdout).toContain("versions   0 in 1 + 3 in 2");
    const running = startCli(["worker"], { cwd });
    await waitFor("three messages", () => far.heard.length === 3);
    running.signal("SIGTERM");
    await running.done;
    expect(far.heard.every(({ text }) => text.startsWith("Good day Person "))).toBe(true);
    const again = await cli(["amend", "hello.campaign.yaml", ...BY], { cwd });
    expect(again.stdout).toBe("hello has version 2: 0 recipients take it\n");
    expect(await cli(["start", "hello.campaign.yaml"], { cwd })).toMatchObject({ code: 0 });
  });

  it.each([
    ["72h", "96h", "use relance extend"],
    ["channel: sms", "beforeDeadline: 1h, channel: sms", "the new file changes steps[0].beforeDeadline"],
    ["via: [event, link]", "via: [event]", "confirm.via"],
    [
      "template: hello }",
      "wait: 1h, template: hello }\n  - { channel: sms, route: [main], template: again }",
      "number of steps",
    ],
  ])("do not change %s to %s", async (before, after, why) => {
    await using made = await started();
    const { folder: cwd } = made;
    const file = join(cwd, "hello.campaign.yaml");
    await made.write("again.sms.liquid", "Again {{ name }}: {{ ack.url }}");
    await made.write("hello.campaign.yaml", (await readFile(file, "utf8")).replace(before, after));
    const refused = await cli(["amend", "hello.campaign.yaml", ...BY], { cwd });
    expect(refused.stderr, refused.stdout).toContain("campaign/not-amendable");
    expect(refused.stderr).toContain(why);
    expect(refused.code).toBe(1);
    expect((await cli(["status", "hello"], { cwd })).stdout).not.toContain("versions");
  });

  it("are refused by an ended campaign, and cause no event", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await cli(["escalate", "hello", "p1", "p2", "p3", ...BY], { cwd });
    const store = sqliteStore({ file: `${cwd}/relance.db` });
    await store.open();
    await store.expire(); // the worker's call that ends the campaign
    await store.close();
    expect(await ledgerOf(cwd)).toMatchObject({ state: "closed" });
    const before = (await cli(["events", "--json"], { cwd })).stdout;
    for (const order of ["pause", "resume", "cancel"]) {
      const refused = await cli([order, "hello", ...BY], { cwd });
      expect(refused.code).toBe(1);
      expect(refused.stderr).toBe("campaign/not-running: campaign hello is closed: it accepts no commands\n");
    }
    expect((await cli(["events", "--json"], { cwd })).stdout).toBe(before);
  });

  it("are refused by a cancelled campaign", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await cli(["cancel", "hello", ...BY], { cwd });
    for (const order of [
      ["resume", "hello", "p1"],
      ["extend", "hello", "--until", "2040-01-01T00:00:00Z"],
      ["escalate", "hello", "p1"],
      ["pause", "hello"],
      ["resume", "hello", "--rate", "5/s"],
      ["cancel", "hello"],
    ]) {
      const refused = await cli([...order, ...BY], { cwd });
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain("campaign/not-running");
    }
  });
});
