import { describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { ledgerOf, started } from "../support/started.ts";

describe("relance acknowledge", () => {
  it("records that one person did it, once", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    const argv = ["acknowledge", "p1", "--on", "came", "--at", new Date().toISOString()];
    expect(await cli(argv, { cwd })).toMatchObject({ code: 0, stdout: "1 recorded\n" });
    expect(await cli(argv, { cwd })).toMatchObject({ code: 0, stdout: "1 duplicate\n" });
    expect(await ledgerOf(cwd)).toMatchObject({ states: { acknowledged: 1, pending: 2 }, holds: true });
  });

  it("takes it back", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await cli(["acknowledge", "p1", "--on", "came"], { cwd });
    await cli(["acknowledge", "p1", "--on", "came", "--revoke"], { cwd });
    expect(await ledgerOf(cwd)).toMatchObject({ states: { acknowledged: 0 }, holds: true });
  });

  it("reads JSON lines, and says of each bad one where and why", async () => {
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

  it("answers per line with --json", async () => {
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
});
