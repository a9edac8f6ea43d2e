import { cp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cli } from "../support/cli.ts";
import { emptyFolder, type Project } from "../support/project.ts";
import { started } from "../support/started.ts";

/** Changes the database directly, as an attacker with write access could. */
function rewrite({ folder }: Project, sql: string): void {
  const db = new DatabaseSync(join(folder, "relance.db"));
  db.exec(sql);
  db.close();
}

/** A project with three recipients, of whom p2 has confirmed, and sealed events. Tests must only read the project. */
let shared: Project;
beforeAll(async () => {
  shared = await started();
  const { folder: cwd } = shared;
  await cli(["acknowledge", "p2", "--on", "came"], { cwd });
  expect(await cli(["evidence", "hello", "--out", "all.jsonl"], { cwd })).toMatchObject({
    code: 0,
    stdout: "",
  });
  await cli(["evidence", "hello", "p2", "--out", "p2.jsonl"], { cwd });
  await cli(["report", "hello", "--json", "--out", "kept.json"], { cwd });
});
afterAll(() => shared[Symbol.asyncDispose]());

/** Copies the shared project for a test that changes it. */
async function copied(): Promise<Project> {
  const made = await emptyFolder();
  await rm(join(made.folder, "node_modules"));
  await cp(shared.folder, made.folder, { recursive: true, verbatimSymlinks: true });
  const config = await readFile(join(shared.folder, "relance.config.ts"), "utf8");
  await made.write("relance.config.ts", config.replaceAll(shared.folder, made.folder));
  return made;
}

/** Returns the lines of p2's record: head, seal, enrolled, acknowledged, end. */
async function record(): Promise<Record<string, never>[]> {
  const text = await readFile(join(shared.folder, "p2.jsonl"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("relance evidence", () => {
  it("prints one recipient's file, with the proof from each event to its seal", async () => {
    const { folder: cwd } = shared;
    const lines = (await cli(["evidence", "hello", "p2"], { cwd })).json();
    expect(lines.filter((line) => "leaf" in line)).toMatchObject([
      { leaf: { type: "enrollment.enrolled", version: 1 }, details: { key: "p2" } },
      { leaf: { type: "enrollment.acknowledged", version: 2, answer: "done" } },
    ]);
  });

  it("names no contact, and no other recipient", async () => {
    const one = await readFile(join(shared.folder, "p2.jsonl"), "utf8");
    expect(one).not.toMatch(/\+3363998|Person|"p[13]"/);
    const all = await readFile(join(shared.folder, "all.jsonl"), "utf8");
    expect(all).not.toMatch(/\+3363998|Person|"p\d"|salt/);
  });

  it("reports that no recipient with this key is enrolled", async () => {
    const said = await cli(["evidence", "hello", "p9"], { cwd: shared.folder });
    expect(said).toMatchObject({ code: 1, stderr: expect.stringContaining("message/unknown-recipient") });
  });

  it("seals each event once, however often the command runs", async () => {
    await using made = await copied();
    const { folder: cwd } = made;
    await cli(["acknowledge", "p1", "--on", "came"], { cwd });
    for (let time = 0; time < 3; time++) await cli(["evidence", "hello", "--out", "all.jsonl"], { cwd });
    const lines = (await readFile(join(cwd, "all.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const ids = lines.flatMap(({ leaf }) => leaf?.event ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(lines.filter((line) => "seal" in line)).toHaveLength(2);
  });
});

describe("relance verify", () => {
  it("reports that everything matches, and what this proves and does not prove", async () => {
    const { folder: cwd } = shared;
    const alone = await cli(["verify", "all.jsonl"], { cwd });
    expect(alone).toMatchObject({ code: 0, stderr: "" });
    expect(alone.stdout).toContain("everything in this file is consistent");
    expect(alone.stdout).toContain("not shown: that no recipient and no last event was removed");
    const kept = await cli(["verify", "all.jsonl", "--root", "kept.json"], { cwd });
    expect(kept.stdout).toContain("nothing was removed or changed up to seal 1, which was stored elsewhere");
    const one = await cli(["verify", "p2.jsonl", "--root", "kept.json", "--json"], { cwd });
    expect(one.json()).toMatchObject([{ holds: true, leaves: 2, opened: 2, keptThrough: 1 }]);
  });

  it("never reports about one recipient's file that nothing was removed from it", async () => {
    const { folder: cwd } = shared;
    const [head, seal, enrolled] = await record();
    const cut = [head, seal, enrolled, { end: { seals: 1, leaves: 1 } }];
    await shared.write("cut.jsonl", cut.map((line) => JSON.stringify(line)).join("\n"));
    for (const [file, roots] of [
      ["p2.jsonl", ["--root", "kept.json"]],
      ["cut.jsonl", ["--root", "kept.json"]],
      ["cut.jsonl", []],
    ] as const) {
      const { code, stdout } = await cli(["verify", file, ...roots], { cwd });
      expect(code).toBe(0);
      expect(stdout).toMatch(/^hello · p2 · /);
      expect(stdout).toContain(
        "each event shown is sealed; only the file of all recipients shows that no later event was left out",
      );
      expect(stdout).not.toContain("nothing was removed");
    }
  });

  it.each(["1:abc", "1:", "17:chain of the report"])(
    "takes the root %s for a chain that was not copied completely",
    async (root) => {
      const said = await cli(["verify", "all.jsonl", "--root", root], { cwd: shared.folder });
      expect(said).toMatchObject({ code: 2, stderr: expect.stringContaining("43 letters") });
    },
  );

  it("refuses a file without events, whatever root is given", async () => {
    const [head, seal] = await record();
    const none = [head, seal, { end: { seals: 1, leaves: 0 } }];
    await shared.write("none.jsonl", none.map((line) => JSON.stringify(line)).join("\n"));
    const said = await cli(["verify", "none.jsonl", "--root", "kept.json"], { cwd: shared.folder });
    expect(said).toMatchObject({ code: 4, stdout: expect.stringContaining("this file contains no event") });
    expect(said.stdout).not.toMatch(/p2|is consistent|nothing was removed/);
  });

  it("does not print a key that no details of the file prove", async () => {
    const [head, ...lines] = await record();
    const { person } = head as unknown as { readonly person: { readonly number: number } };
    const other = { ...head, person: { number: person.number, key: "somebody-else" } };
    const closed = lines.map((line) => ({ ...line, details: undefined }));
    await shared.write("other.jsonl", [other, ...closed].map((line) => JSON.stringify(line)).join("\n"));
    const { stdout } = await cli(["verify", "other.jsonl", "--root", "kept.json"], { cwd: shared.folder });
    expect(stdout).toMatch(new RegExp(`^hello · number ${person.number} · `));
    expect(stdout).toContain("no details can be verified, so nothing proves that this file is about the key in it");
    expect(stdout).not.toContain("somebody-else");
  });

  it.each([
    ["a time", "update events set at = at - 3600000 where kind = 16"],
    ["an answer", "update events set extra = 0 where kind = 16"],
    ["a removed person", "delete from events where enrollment = 2"],
    ["a removed event", "delete from events where id = (select max(id) from events where enrollment = 1)"],
  ])("finds %s in the stored data", async (_, sql) => {
    await using made = await copied();
    const { folder: cwd } = made;
    rewrite(made, sql);
    await cli(["evidence", "hello", "--out", "now.jsonl"], { cwd });
    const said = await cli(["verify", "now.jsonl"], { cwd });
    expect(said.code).toBe(4);
    expect(said.stdout).toContain("does not hold: ");
  });

  it("reports about a changed file that it does not match, and not that its details match", async () => {
    await using made = await copied();
    const { folder: cwd } = made;
    await cli(["evidence", "hello", "p2", "--out", "one.jsonl"], { cwd });
    const fit = /details that match the seal/;
    expect((await cli(["verify", "one.jsonl"], { cwd })).stdout).toMatch(fit);
    rewrite(made, "update events set at = at - 3600000 where kind = 16");
    await cli(["evidence", "hello", "p2", "--out", "changed.jsonl"], { cwd });
    const said = await cli(["verify", "changed.jsonl"], { cwd });
    expect(said).toMatchObject({ code: 4, stdout: expect.stringContaining("does not hold: ") });
    expect(said.stdout).not.toMatch(fit);
  });

  it("finds a recipient for whom all events were sealed again, and a removed end, by roots stored elsewhere", async () => {
    await using made = await copied();
    const { folder: cwd } = made;
    rewrite(
      made,
      "delete from seals; delete from leases where name = 'evidence'; delete from events where enrollment = 2",
    );
    await cli(["evidence", "hello", "--out", "again.jsonl"], { cwd });
    expect(await cli(["verify", "again.jsonl"], { cwd })).toMatchObject({ code: 0 });
    const said = await cli(["verify", "again.jsonl", "--root", "kept.json"], { cwd });
    expect(said.code).toBe(4);
    expect(said.stdout).toContain("seal 1 differs from its copy stored elsewhere");
    rewrite(made, "delete from seals; delete from events where kind <> 33; ");
    await cli(["evidence", "hello", "--out", "end.jsonl"], { cwd });
    const end = await cli(["verify", "end.jsonl", "--root", "kept.json"], { cwd });
    expect(end).toMatchObject({ code: 4, stdout: expect.stringContaining("the file's end was removed") });
  });

  it("succeeds after a recipient was erased, and then reveals nothing about the recipient", async () => {
    await using made = await copied();
    const { folder: cwd } = made;
    const forgotten = await cli(["erase", "p2", "--as", "desk", "--reason", "asked for it"], { cwd });
    expect(forgotten, forgotten.stderr).toMatchObject({ code: 0 });
    await cli(["evidence", "hello", "forgotten:2", "--out", "erased.jsonl"], { cwd });
    const said = await cli(["verify", "erased.jsonl", "--root", "kept.json"], { cwd });
    expect(said).toMatchObject({ code: 0, stdout: expect.stringContaining("3 events under 2 seals") });
    expect(said.stdout).toContain(
      "no details can be verified, so nothing proves that this file is about the key in it",
    );
    expect(await readFile(join(cwd, "erased.jsonl"), "utf8")).not.toMatch(/"p2"|salt/);
    await cli(["evidence", "hello", "--out", "all.jsonl"], { cwd });
    expect(await cli(["verify", "all.jsonl", "--root", "kept.json"], { cwd })).toMatchObject({ code: 0 });
  });

  it("accepts a root as text", async () => {
    const { folder: cwd } = shared;
    const kept = JSON.parse(await readFile(join(cwd, "kept.json"), "utf8"));
    const { number, chain } = kept.evidence.seal;
    expect(await cli(["verify", "all.jsonl", "--root", `${number}:${chain}`], { cwd })).toMatchObject({
      code: 0,
    });
    const other = await cli(["verify", "all.jsonl", "--root", `1:${"A".repeat(43)}`], { cwd });
    expect(other.code).toBe(4);
  });

  it("accepts as many roots as a campaign with a seal per minute makes in three months", async () => {
    const lines = Array.from({ length: 150_000 }, (_, k) => `${k + 2}:${"A".repeat(43)}`);
    await shared.write("many", lines.join("\n"));
    const said = await cli(["verify", "all.jsonl", "--root", "many"], { cwd: shared.folder });
    expect(said).toMatchObject({ code: 4, stderr: "" });
    expect(said.stdout).toContain("and 149980 further problems");
  });

  it("explains which file it cannot use", async () => {
    const { folder: cwd } = shared;
    await shared.write("garbage", "\u0000\u0001\n{{{");
    await shared.write("empty", "");
    await shared.write("deep", `${"[".repeat(50_000)}${"]".repeat(50_000)}`);
    const garbage = await cli(["verify", "garbage"], { cwd });
    expect(garbage).toMatchObject({ code: 4, stderr: "" });
    expect(garbage.stdout).toBe("does not hold: this is not a file of relance evidence: its first line is missing\n");
    expect(await cli(["verify", "empty"], { cwd })).toMatchObject({
      stdout: "does not hold: the file is empty\n",
    });
    for (const argv of [
      ["nowhere"],
      ["."],
      ["all.jsonl", "--root", "nowhere"],
      ["all.jsonl", "--root", "garbage"],
      ["all.jsonl", "--root", "deep"],
    ]) {
      const said = await cli(["verify", ...argv], { cwd });
      expect(said.code, argv.join(" ")).toBe(1);
      expect(said.stderr).toMatch(/^config\/(not-found|invalid): [^\n]+\n$/);
    }
  });

  it("needs neither a database nor a configuration", async () => {
    await using elsewhere = await emptyFolder();
    await elsewhere.write("all.jsonl", await readFile(join(shared.folder, "all.jsonl"), "utf8"));
    await elsewhere.write("relance.config.ts", "throw new Error('nobody reads this');");
    expect(await cli(["verify", "all.jsonl"], { cwd: elsewhere.folder })).toMatchObject({ code: 0 });
  });
});
