import { DatabaseSync } from "node:sqlite";
import { sqliteStore } from "@relance/store-sqlite";
import { openSqlite } from "@relance/store-sqlite/embedded";
import { expect, it } from "vitest";
import { MIGRATIONS } from "../../src/migrations.generated.ts";
import { definition } from "../support/audience.ts";
import { tempFolder } from "../support/temp-folder.ts";

const BEAT = { incarnation: "a", role: "worker", version: "1", providers: ["sms.main"] } as const;

/** The file as a program of later days would leave it, with what it says of older ones. */
function fromTheFuture(file: string, minimumReader: number): void {
  const db = new DatabaseSync(file);
  db.exec(`insert into meta values ('minimum_reader', ${minimumReader})
    on conflict (name) do update set value = excluded.value; pragma user_version = 99`);
  db.close();
}

it("plans all migrations for a missing file, and writes nothing", async () => {
  using folder = tempFolder();
  const file = folder.path("store.db");
  const { migrations } = sqliteStore({ file });
  const plan = (await migrations?.plan()) ?? "";
  expect(() => new DatabaseSync(file, { readOnly: true })).toThrow();
  const db = new DatabaseSync(file);
  db.exec(plan);
  db.close();
  expect(await migrations?.plan()).toBe("");
  const opened = openSqlite({ file, now: () => 1_375_344_000_000, watchClock: false });
  await opened.open();
  await opened.define(definition("campaign"));
  await opened.close();
});

it("plans nothing after the migrations were run", async () => {
  using folder = tempFolder();
  const store = sqliteStore({ file: folder.path("store.db") });
  const plan = (await store.migrations?.plan()) ?? "";
  expect(MIGRATIONS.filter(({ sql }) => plan.includes(sql))).toEqual(MIGRATIONS);
  await store.migrations?.run();
  expect(await store.migrations?.plan()).toBe("");
  expect(await store.open()).toMatchObject({ schema: MIGRATIONS.length });
  await store.close();
});

/** What its schema says. */
const OLDEST = 1;

it("records the oldest schema that a program must know", async () => {
  using folder = tempFolder();
  const file = folder.path("store.db");
  const opened = openSqlite({ file, now: () => 1_375_344_000_000, watchClock: false });
  await opened.open();
  await opened.close();
  const db = new DatabaseSync(file);
  const least = db.prepare("select value from meta where name = 'minimum_reader'").get();
  expect(Number(least?.value)).toBe(OLDEST);
  db.close();
});

it("stops a running worker with a clear error once a newer schema is incompatible", async () => {
  using folder = tempFolder();
  const file = folder.path("store.db");
  const opened = openSqlite({ file, now: () => 1_375_344_000_000, watchClock: false });
  await opened.open();
  await opened.heartbeat(BEAT);
  fromTheFuture(file, 1);
  await opened.heartbeat(BEAT);
  fromTheFuture(file, 99);
  await expect(opened.heartbeat(BEAT)).rejects.toThrow(
    expect.objectContaining({
      code: "store/schema-too-new",
      retryable: false,
      message: expect.stringContaining("update relance"),
    }),
  );
  await opened.heartbeat({ ...BEAT, leaving: true });
  await opened.close();
});

it("writes the rows of a message without a temporary table, which SQLite would fill at each write", () => {
  const db = new DatabaseSync(":memory:");
  for (const { sql } of MIGRATIONS) db.exec(sql);
  const tables = ["enrollments", "people", "contact_hashes", "attempts", "inbox", "raw", "acknowledgements", "events"];
  const writes = tables.flatMap((table) => {
    const columns = db
      .prepare(`select name from pragma_table_info('${table}')`)
      .all()
      .map(({ name }) => String(name));
    const [key, ...others] = columns;
    const sets = others.map((name) => `${name} = ?`).join(", ");
    return [
      `insert into ${table} (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`,
      `update ${table} set ${sets} where ${key} = ?`,
    ];
  });
  const isTemporary = ({ opcode }: Record<string, unknown>) => opcode === "OpenEphemeral";
  expect(writes.filter((write) => db.prepare(`explain ${write}`).all().some(isTemporary))).toEqual([]);
  db.close();
});
