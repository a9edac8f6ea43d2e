import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { describe, expect, inject, it } from "vitest";
import { cli } from "../support/cli.ts";
import { project } from "../support/project.ts";
import { ledgerOf, started } from "../support/started.ts";

const isWhole = inject("part") !== "once";

const ADD = ["--as", "ada", "--reason", "complaint"];
const PHONE = "+33639980000";

describe("relance suppressions", () => {
  it("suppresses a contact for all recipients who have it, lists it, and removes it", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    expect(await cli(["suppressions", "add", PHONE, ...ADD], { cwd })).toMatchObject({
      code: 0,
      stdout: "forbidden · 1 open recipient\n",
    });
    expect(await ledgerOf(cwd)).toMatchObject({ states: { suppressed: 1, pending: 2 }, holds: true });
    const again = await cli(["suppressions", "add", "+33 6 39 98 00 00", ...ADD], { cwd });
    expect(again.stdout).toMatch(/^forbidden already/);
    const listed = await cli(["suppressions", "list"], { cwd });
    expect(listed.stdout).toMatch(/^sms {3}\+33…00 {2}complaint · by ada · \S+Z\n$/);
    expect((await cli(["suppressions", "list", "--contacts"], { cwd })).stdout).toContain(PHONE);
    expect(await cli(["suppressions", "remove", PHONE], { cwd })).toMatchObject({ code: 0 });
    expect(await cli(["suppressions", "remove", PHONE], { cwd })).toMatchObject({
      code: 1,
      stdout: "not on the list · 0 open recipients\n",
    });
    expect((await cli(["suppressions", "list"], { cwd })).stdout).toBe("");
  });

  it("stores purpose, tenant and end", async () => {
    await using made = await project({ delivery: "capture" });
    const { folder: cwd } = made;
    const scope = ["--purpose", "marketing", "--tenant", "acme", "--until", "2099-01-06T09:00:00Z"];
    await cli(["suppressions", "add", "a@example.org", ...ADD, ...scope], { cwd });
    const [row] = (await cli(["suppressions", "list", "--json"], { cwd })).json();
    expect(row).toMatchObject({
      channel: "email",
      purpose: "marketing",
      tenant: "acme",
      actor: "ada",
      expiresAt: "2099-01-06T09:00:00.000Z",
    });
    expect((await cli(["suppressions", "list", "--tenant", ""], { cwd })).stdout).toBe("");
  });

  it("refuses text that is no address, and an invalid command line", async () => {
    await using made = await project({ delivery: "capture" });
    const { folder: cwd } = made;
    expect(await cli(["suppressions", "add", "+33", ...ADD], { cwd })).toMatchObject({
      code: 1,
      stdout: "refused (message/bad-phone) · 0 open recipients\n",
    });
    expect((await cli(["suppressions", "add", "0639980000", ...ADD], { cwd })).code).toBe(2);
    expect((await cli(["suppressions", "add", PHONE], { cwd })).code).toBe(2);
    expect((await cli(["suppressions", "burn"], { cwd })).code).toBe(2);
  });

  it("imports a file of another system, and reports place and reason of each invalid line", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await made.write(
      "stops.csv",
      [
        "address;reason;expires_at",
        `${PHONE};STOP;`,
        "=1+1;STOP;",
        "b@example.org;STOP;yesterday",
        ";STOP;",
        "c@example.org;;2099-01-01T00:00:00Z",
        `${PHONE};STOP;`,
        "d@example.org;STOP;2001-01-01T00:00:00Z",
      ].join("\n"),
    );
    const said = await cli(["suppressions", "import", "stops.csv", "--as", "crm"], { cwd });
    expect(said).toMatchObject({ code: 1, stdout: "2 new · 1 same · 4 refused · 1 open recipient\n" });
    expect(said.stderr.split("\n").sort()).toEqual([
      "",
      "line 3: channel: write one of sms, email, push, app",
      "line 4: expires_at: write an instant such as 2031-08-01T10:00:00Z",
      expect.stringMatching(/^line 5: name a contact/),
      "line 8: message/bad-time",
    ]);
    const rows = (await cli(["suppressions", "list", "--json"], { cwd })).json();
    expect(rows.map(({ reason, actor }) => [reason, actor])).toEqual([
      ["STOP", "crm"],
      ["imported", "crm"],
    ]);
    expect(await ledgerOf(cwd)).toMatchObject({ states: { suppressed: 1 } });
  });

  it("reports unknown columns, and uses options for empty cells", async () => {
    await using made = await project({ delivery: "capture" });
    const { folder: cwd } = made;
    await made.write("stops.csv", `address,purpose,until\n${PHONE},,2099-01-01T00:00:00Z\n`);
    const said = await cli(["suppressions", "import", "stops.csv", "--purpose", "service"], { cwd });
    expect(said).toMatchObject({ code: 0, stderr: "ignored columns: until\n" });
    const [rule] = (await cli(["suppressions", "list", "--json"], { cwd })).json();
    expect(rule).toMatchObject({ purpose: "service" });
  });

  it("records who saw the addresses of the list, and nothing while they are masked", async () => {
    await using made = await started();
    const { folder: cwd } = made;
    await cli(["suppressions", "add", PHONE, ...ADD], { cwd });
    await cli(["suppressions", "list"], { cwd });
    const looks = async () =>
      (await cli(["events", "--json"], { cwd })).json().filter(({ type }) => type === "enrollment.revealed");
    expect(await looks()).toEqual([]);
    await cli(["suppressions", "export", "--as", "ada", "--reason", "to the new store"], { cwd });
    await cli(["suppressions", "list", "--contacts", "--as", "bob"], { cwd });
    const hello = { campaign: { name: "hello" } };
    expect(await looks()).toMatchObject([
      { by: "ada: to the new store", ...hello },
      { by: "bob: list of suppressions", ...hello },
    ]);
  });

  it.each(["csv", "jsonl"])("imports its own export as %s, unknown addresses by their hash", async (format) => {
    await using made = await started();
    const { folder: cwd } = made;
    const others = Array.from({ length: 40 }, (_, k) => `nobody${k}@example.org`);
    for (const address of [PHONE, ...others.slice(0, 2)])
      await cli(["suppressions", "add", address, ...ADD, "--purpose", "service"], { cwd });
    await made.write("many.csv", `address\n${others.join("\n")}\n`);
    await cli(["suppressions", "import", "many.csv"], { cwd });
    const { stdout } = await cli(["suppressions", "export", "--format", format], { cwd });
    expect(stdout).toContain(PHONE);
    expect(stdout).not.toContain("nobody");

    await using copy = await project({ delivery: "capture" });
    await copy.write(`list.${format}`, stdout);
    const said = await cli(["suppressions", "import", `list.${format}`], { cwd: copy.folder });
    expect(said).toMatchObject({ code: 0, stdout: "43 new · 0 open recipients\n" });
    const facts = async (folder: string) =>
      (await cli(["suppressions", "list", "--json"], { cwd: folder }))
        .json()
        .map(({ digest, purpose, reason, actor }) => [digest, purpose, reason, actor]);
    expect(await facts(copy.folder)).toEqual(await facts(cwd));
  });

  it("accepts no hash that was made with another key, because it would suppress no contact", async () => {
    await using made = await project({ delivery: "capture" });
    const { folder: cwd } = made;
    await made.write(
      "list.csv",
      "channel,digest,index\nsms,AAAAAAAAAAAAAAAA,BBBBBBBBBBBBBBBB\nsms,AAAAAAAAAAAAAAAA,\n",
    );
    const said = await cli(["suppressions", "import", "list.csv"], { cwd });
    expect(said).toMatchObject({ code: 1, stdout: "2 refused · 0 open recipients\n" });
    expect(said.stderr).toContain("line 2: message/foreign-digest");
  });

  if (isWhole) {
    it("imports a hundred thousand lines in bounded memory", async () => {
      await using made = await started();
      const { folder: cwd } = made;
      async function* lines() {
        yield "address,reason\n";
        for (let k = 0; k < 100_000; k++) yield `+3363${String(k).padStart(7, "0")},STOP\n`;
      }
      await pipeline(Readable.from(lines()), createWriteStream(join(cwd, "stops.csv")));
      let most = 0;
      const watch = setInterval(() => {
        most = Math.max(most, process.memoryUsage().heapUsed);
      }, 20);
      globalThis.gc?.();
      const before = process.memoryUsage().heapUsed;
      const said = await cli(["suppressions", "import", "stops.csv"], { cwd });
      clearInterval(watch);
      expect(said.stdout).toBe("100,000 new · 0 open recipients\n");
      expect((most - before) / 1e6).toBeLessThan(150);
    });
  }
});
