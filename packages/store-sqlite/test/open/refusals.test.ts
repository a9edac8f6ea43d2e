import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { openSqlite } from "@relance/store-sqlite/embedded";
import { describe, expect, it } from "vitest";
import { checkFileSystem } from "../../src/open/check-place.ts";
import { checkEngine } from "../../src/open/open-file.ts";
import { definition } from "../support/audience.ts";
import { tempFolder } from "../support/temp-folder.ts";

const now = () => 1_375_344_000_000;

function store(file: string, steadyNow?: () => number) {
  return openSqlite({ file, now, steadyNow, watchClock: false });
}

/** A file of ours with something in it. */
async function written(file: string): Promise<void> {
  const ours = store(file);
  await ours.open();
  await ours.define(definition("campaign"));
  ours.maintain(true);
  await ours.close();
}

/** Breaks a file, and proves that opening it is refused and leaves every byte as it was. */
async function expectRefused(file: string, code: string, says = ""): Promise<void> {
  const before = readFileSync(file);
  await expect(store(file).open()).rejects.toThrow(
    expect.objectContaining({ family: "store", code, message: expect.stringContaining(says) }),
  );
  expect(readFileSync(file).equals(before)).toBe(true);
}

describe("opening a file that is not a sound store", () => {
  it("refuses what is not a database", async () => {
    using folder = tempFolder();
    const file = folder.path("notes.db");
    writeFileSync(file, "people,phones\n".repeat(1_000));
    await expectRefused(file, "store/damaged");
  });

  it("refuses the database of another program", async () => {
    using folder = tempFolder();
    const file = folder.path("other.db");
    const other = new DatabaseSync(file);
    other.exec("create table customers (name text); insert into customers values ('Ada')");
    other.close();
    await expectRefused(file, "store/not-ours");
  });

  it("refuses a file from before the first release", async () => {
    using folder = tempFolder();
    const file = folder.path("store.db");
    await written(file);
    const old = new DatabaseSync(file);
    old.exec(
      "pragma user_version = 32; update migrations set name = 'campaigns' where number = 1; pragma wal_checkpoint(truncate)",
    );
    old.close();
    await expectRefused(file, "store/schema-too-old");
  });

  it.each(["drop table migrations", "delete from migrations"])(
    "refuses a relance file without migrations: %s",
    async (loses) => {
      using folder = tempFolder();
      const file = folder.path("store.db");
      await written(file);
      const bare = new DatabaseSync(file);
      bare.exec(`${loses}; pragma wal_checkpoint(truncate)`);
      bare.close();
      await expectRefused(file, "store/schema-too-old", "before the first release");
    },
  );

  it("refuses a schema of a later version", async () => {
    using folder = tempFolder();
    const file = folder.path("store.db");
    await written(file);
    const future = new DatabaseSync(file);
    future.exec(
      "pragma user_version = 99; update meta set value = 99 where name = 'minimum_reader'; pragma wal_checkpoint(truncate)",
    );
    future.close();
    await expectRefused(file, "store/schema-too-new");
  });

  it("opens a newer schema that permits this version, and keeps its number", async () => {
    using folder = tempFolder();
    const file = folder.path("store.db");
    await written(file);
    const future = new DatabaseSync(file);
    future.exec("pragma user_version = 99; update meta set value = 1 where name = 'minimum_reader'");
    future.close();
    const opened = store(file);
    await opened.open();
    await opened.close();
    const after = new DatabaseSync(file);
    expect(after.prepare("pragma user_version").get()).toEqual({ user_version: 99 });
    after.close();
  });

  it("refuses a file whose pages were overwritten", async () => {
    using folder = tempFolder();
    const file = folder.path("store.db");
    await written(file);
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4_096, 16_384);
    writeFileSync(file, bytes);
    await expectRefused(file, "store/damaged");
  });

  it("refuses a truncated file", async () => {
    using folder = tempFolder();
    const file = folder.path("store.db");
    await written(file);
    writeFileSync(file, readFileSync(file).subarray(0, 20_000));
    await expectRefused(file, "store/damaged");
  });

  it("refuses a migration that is not the released one", async () => {
    using folder = tempFolder();
    const file = folder.path("store.db");
    await written(file);
    const edited = new DatabaseSync(file);
    edited.exec("update migrations set checksum = 'x' where number = 1; pragma wal_checkpoint(truncate)");
    edited.close();
    await expectRefused(file, "store/damaged", "this store was made by an unreleased version");
  });

  it.each([
    { where: "in a folder that is not there", path: "missing/store.db" },
    { where: "at a folder", path: "folder" },
  ])("refuses a path $where", async ({ path }) => {
    using folder = tempFolder();
    mkdirSync(folder.path("folder"));
    await expect(store(folder.path(path)).open()).rejects.toThrow(
      expect.objectContaining({ code: "store/unwritable" }),
    );
  });

  it.each([
    { share: "NFS", type: 0x6969 },
    { share: "SMB", type: 0x517b },
    { share: "CIFS", type: 0xff534d42 },
    { share: "CIFS, as a signed number", type: 0xff534d42 - 2 ** 32 },
    { share: "9p", type: 0x01021997 },
  ])("refuses a network share ($share)", ({ type }) => {
    expect(() => checkFileSystem(type, "linux")).toThrow(expect.objectContaining({ code: "store/network-share" }));
    expect(() => checkFileSystem(0xef53, "linux")).not.toThrow(); // a local disk
  });

  it.each([
    { version: "3.50.2", isOld: true }, // Node 22.18
    { version: "3.51.2", isOld: true }, // Node 22.22
    { version: "3.51.3", isOld: false }, // Node 22.23
    { version: "3.53.4", isOld: false }, // Node 24.21
    { version: "4.0.0", isOld: false },
  ])("checks SQLite $version", ({ version, isOld }) => {
    const check = expect(() => checkEngine(version));
    if (isOld)
      check.toThrow(
        expect.objectContaining({ code: "store/sqlite-too-old", message: expect.stringContaining("22.23") }),
      );
    else check.not.toThrow();
  });
});

describe("a file that disappears under an open store", () => {
  it("refuses further writes, because they would be lost with the file", async () => {
    using folder = tempFolder();
    let steady = 0;
    const opened = store(folder.path("store.db"), () => steady);
    await opened.open();
    await opened.define(definition("one"));
    renameSync(folder.path("store.db"), folder.path("elsewhere.db"));
    steady += 2_000;
    await expect(opened.define(definition("two"))).rejects.toThrow(expect.objectContaining({ code: "store/moved" }));
    await opened.close();
  });

  it("rejects every verb of a closed store with the same error", async () => {
    using folder = tempFolder();
    const opened = store(folder.path("store.db"));
    await opened.open();
    await opened.close();
    await expect(opened.count()).rejects.toThrow(expect.objectContaining({ code: "store/closed" }));
    await expect(opened.escalate()).rejects.toThrow(expect.objectContaining({ code: "store/closed" }));
  });
});
