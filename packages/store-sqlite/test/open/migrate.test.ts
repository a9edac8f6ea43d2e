import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { openSqlite } from "@relance/store-sqlite/embedded";
import { expect, it } from "vitest";
import { MIGRATIONS } from "../../src/migrations.generated.ts";
import { definition, rows, START } from "../support/audience.ts";
import { tempFolder } from "../support/temp-folder.ts";

const schema = new URL("../../../store/schema/", import.meta.url);

it.each(readdirSync(schema))(
  "%s states its number, its noun, its reason, and which worker can still use the store",
  (name) => {
    const [first = "", ...rest] = readFileSync(new URL(name, schema), "utf8").split("\n");
    expect(first).toMatch(new RegExp(`^-- ${name.slice(0, 4)}  [a-z]+(?: [a-z]+)*: .+\\.$`));
    expect(rest.join("\n")).toMatch(/^-- Oldest worker that can use this schema: [1-9][0-9]*$/m);
  },
);

it("migrates once, and opens the migrated file", async () => {
  using folder = tempFolder();
  const file = folder.path("store.db");
  const open = () => openSqlite({ file, now: () => START });
  const first = open();
  expect(await first.open()).toMatchObject({ kind: "sqlite", schema: MIGRATIONS.length });
  const { campaign, version } = await first.define(definition("campaign"));
  await first.enroll({ campaign, version, importId: "file", seq: 0, rows: rows(10), refused: [] });
  const cursor = (await first.events({ limit: 5 })).cursor;
  await first.close();
  const second = open();
  await second.open();
  expect((await second.count(campaign))[0]).toMatchObject({ states: { pending: 10 }, holds: true });
  expect((await second.events({ cursor, limit: 100 })).events).toHaveLength(5);
  await second.close();
  const raw = new DatabaseSync(file);
  expect(raw.prepare("select count(*) as n from migrations").get()).toEqual({ n: MIGRATIONS.length });
  raw.close();
});

it("is readable only by its owner, log included, and keeps the mode of an existing file", async () => {
  using folder = tempFolder();
  const mode = (name: string) => statSync(folder.path(name)).mode & 0o777;
  const open = () => openSqlite({ file: folder.path("store.db"), now: () => START });
  const first = open();
  await first.open();
  await first.define(definition("campaign"));
  expect([mode("store.db"), mode("store.db-wal")]).toEqual([0o600, 0o600]);
  await first.close();
  chmodSync(folder.path("store.db"), 0o660);
  const second = open();
  await second.open();
  expect(mode("store.db")).toBe(0o660);
  await second.close();
});

it("uses a write-ahead log, full synchronization, and no index that only serves sorting", async () => {
  using folder = tempFolder();
  const file = folder.path("store.db");
  const store = openSqlite({ file, now: () => START });
  await store.open();
  const raw = new DatabaseSync(file);
  expect(raw.prepare("pragma journal_mode").get()).toEqual({ journal_mode: "wal" });
  const plan = (query: string) =>
    raw
      .prepare(`explain query plan ${query}`)
      .all()
      .map(({ detail }) => detail)
      .join("; ");
  expect(
    plan(
      "select id from enrollments indexed by enrollments_ready where phase = 1 and queue = 1 and due_at <= 2 order by due_at, send_order",
    ),
  ).not.toContain("TEMP B-TREE");
  expect(
    plan("select id from enrollments indexed by enrollments_due where phase >= 3 and due_at <= 2 order by due_at"),
  ).not.toContain("TEMP B-TREE");
  raw.close();
  await store.close();
});
