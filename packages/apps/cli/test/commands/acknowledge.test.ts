import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { ledgerOf, started } from "../support/started.ts";

describe("relance acknowledge", () => {
  it("records the confirmation of one recipient, once", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const argv = ["acknowledge", "p1", "--on", "came", "--at", new Date().toISOString()];
    expect(await cli(argv, { cwd })).toMatchObject({ code: 0, stdout: "1 recorded\n" });
    expect(await cli(argv, { cwd })).toMatchObject({ code: 0, stdout: "1 duplicate\n" });
    expect(await ledgerOf(cwd)).toMatchObject({ states: { acknowledged: 1, pending: 2 }, holds: true });
  });

  it("revokes it", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await cli(["acknowledge", "p1", "--on", "came"], { cwd });
    await cli(["acknowledge", "p1", "--on", "came", "--revoke"], { cwd });
    expect(await ledgerOf(cwd)).toMatchObject({ states: { acknowledged: 0 }, holds: true });
  });

  it("reads JSON lines, and reports place and reason of each invalid line", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const stdin = [
      '{"key":"p1"}',
      "not json",
      "",
      '{"key":"p2","on":"came","occurredAt":"yesterday"}',
      '{"key":"p3","when":"now"}',
      '{"key":"p2"}',
    ].join("\n");
    const said = await cli(["acknowledge", "--on", "came"], { cwd, stdin });
    expect(said.code).toBe(1);
    expect(said.stderr.split("\n")).toEqual([
      expect.stringMatching(/^line 2: write one JSON object/),
      expect.stringMatching(/^line 4: occurredAt: /),
      expect.stringMatching(/^line 5: leave "when" out/),
      "",
    ]);
    expect(await ledgerOf(cwd)).toMatchObject({ states: { acknowledged: 2 }, holds: true });
  });

  it("returns one result per line with --json", async () => {
    await using made = await started();
    const said = await cli(["acknowledge", "--json"], {
      cwd: made.folder,
      stdin: '{"key":"p1","on":"came","id":"e1"}\n{"key":"p1","on":"came","id":"e1"}\n',
    });
    expect(said.json()).toEqual([
      { line: 1, key: "p1", status: "recorded" },
      { line: 2, key: "p1", status: "duplicate" },
    ]);
  });

  it("fails if no campaign waits for the event, and lists the events of the campaigns", async () => {
    await using made = await started();
    const argv = ["acknowledge", "p1", "--on", "camee"];
    const remark = "no campaign expects camee; hello expects came; kept for later\n";
    const { folder: cwd } = made;
    expect(await cli(argv, { cwd })).toMatchObject({ code: 1, stdout: "1 kept for later\n", stderr: remark });
    expect(await cli(argv, { cwd })).toMatchObject({ code: 1, stdout: "1 duplicate\n", stderr: remark });
    const other = await cli(["acknowledge", "p1", "--on", "came", "--tenant", "lyon"], { cwd });
    expect(other.code).toBe(1);
    expect(other.stderr).toBe("no campaign of lyon expects came; kept for later\n");
  });

  it("fails if a key is unknown; of many keys, it reports their number", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const one = await cli(["acknowledge", "99", "--on", "came"], { cwd });
    expect(one).toMatchObject({
      code: 1,
      stderr: "no recipient with key 99 is enrolled in hello; kept for later\n",
    });
    const stdin = '{"key":"97"}\n{"key":"98"}\n{"key":"p1"}\n';
    const many = await cli(["acknowledge", "--on", "came"], { cwd, stdin });
    expect(many).toMatchObject({
      code: 0,
      stdout: "2 kept for later · 1 recorded\n",
      stderr: "2 keys are not enrolled in hello; kept for later\n",
    });
    const at = new Date(Date.now() - 7 * 86_400_000).toISOString();
    const earlier = await cli(["acknowledge", "p2", "--on", "came", "--at", at], { cwd });
    expect(earlier.code).toBe(1);
    expect(earlier.stderr).toContain("or it happened before confirm.since");
  });

  it("lists the known answers for an unknown one", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const argv = ["acknowledge", "p1", "--on", "came", "--answer", "nope"];
    expect(await cli(argv, { cwd })).toMatchObject({
      code: 1,
      stderr: 'line 1: "nope" is no answer; hello accepts done\n',
    });
    expect((await cli([...argv, "--json"], { cwd })).json()).toMatchObject([
      { code: "message/unknown-answer", advice: '"nope" is no answer; hello accepts done' },
    ]);
  });
});
