import { randomUUID } from "node:crypto";
import { withPostgres } from "@relance/test-postgres/vitest";
import pg from "pg";
import { expect, it } from "vitest";
import { postgresStore } from "../../src/index.ts";
import { MIGRATIONS } from "../../src/migrations.generated.ts";
import { startCampaign } from "../support/people.ts";

await withPostgres((postgres) => {
  /** A database, and a connection of the administrator's own. */
  async function administered() {
    const database = await postgres.createDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const query = async (text: string) => (await client.query(text)).rows;
    const roles: string[] = [];
    return {
      url: database.url,
      query,
      /** The address for a new role that has these rights and no other. */
      async role(rights: string) {
        const role = `role_${randomUUID().slice(0, 8)}`;
        await query(`create role ${role} login password 'secret'; ${rights.replaceAll("ROLE", role)}`);
        roles.push(role);
        const url = new URL(database.url);
        url.username = role;
        url.password = "secret";
        return url.href;
      },
      async [Symbol.asyncDispose]() {
        for (const role of roles) await query(`drop owned by ${role}; drop role ${role}`);
        await client.end();
        await database[Symbol.asyncDispose]();
      },
    };
  }

  /** The schema as a program of later days would leave it. */
  const FUTURE = (oldestWorker: number) =>
    `insert into relance.migrations values (99, 'future', 'x', ${oldestWorker}, 0)`;

  it("migrates once, however many processes start at the same time", async () => {
    await using database = await administered();
    const stores = Array.from({ length: 5 }, () => postgresStore({ url: database.url, maxConnections: 2 }));
    const opened = await Promise.all(stores.map((store) => store.open()));
    expect(new Set(opened.map(({ schema }) => schema))).toEqual(new Set([MIGRATIONS.length]));
    expect(await database.query("select number from relance.migrations order by 1")).toEqual(
      MIGRATIONS.map(({ number }) => ({ number })),
    );
    await Promise.all(stores.map((store) => store.close()));
  });

  it("refuses a schema with the name of the role, because the application's tables would be created there", async () => {
    await using database = await administered();
    const url = await database.role(`grant create on database ${new URL(database.url).pathname.slice(1)} to ROLE`);
    const { username: schema } = new URL(url);
    await expect(postgresStore({ url, schema }).open()).rejects.toThrow('schema: "relance_store"');
    expect(await database.query(`select 1 from pg_namespace where nspname = '${schema}'`)).toEqual([]);
    await using store = opening(url, { schema: "relance_store" });
    await store.open();
    const withPath = new URL(url);
    withPath.searchParams.set("options", "-c search_path=public");
    await using own = opening(withPath.href, { schema });
    await own.open();
  });

  it("prints the SQL for an administrator, and writes nothing", async () => {
    await using database = await administered();
    const { migrations } = postgresStore({ url: database.url });
    const plan = (await migrations?.plan()) ?? "";
    expect(plan).toContain("create table enrollments");
    expect(await database.query("select 1 from pg_namespace where nspname = 'relance'")).toEqual([]);
    await database.query(plan);
    await using store = opening(database.url, { migrate: "check" });
    await store.open();
    await startCampaign(store, 1);
    expect(await migrations?.plan()).toBe("");
  });

  it("runs the missing migrations for an administrator, for a store that only checks", async () => {
    await using database = await administered();
    await using store = opening(database.url, { migrate: "check" });
    await Promise.all([store.migrations?.run(), store.migrations?.run()]);
    expect(await store.migrations?.plan()).toBe("");
    expect(await store.open()).toMatchObject({ kind: "postgres", schema: MIGRATIONS.length });
  });

  it("refuses to open an older schema if it may only check", async () => {
    await using database = await administered();
    await using store = opening(database.url, { migrate: "check" });
    await expect(store.open()).rejects.toMatchObject({ code: "store/schema-too-old" });
    expect(await database.query("select 1 from pg_namespace where nspname = 'relance'")).toEqual([]);
  });

  it("tells a role without the right to the schema about this, instead of reporting missing migrations", async () => {
    await using database = await administered();
    await using store = opening(database.url);
    await store.open();
    await using stranger = opening(await database.role(""), { migrate: "check" });
    const refusal = { code: "store/unwritable", message: expect.stringContaining("right") };
    await expect(stranger.open()).rejects.toMatchObject(refusal);
    await expect(stranger.migrations?.plan()).rejects.toMatchObject(refusal);
  });

  it("opens for a role that may create nothing, if no migration is missing", async () => {
    await using database = await administered();
    await using store = opening(database.url);
    await store.open();
    const rights = `grant usage on schema relance to ROLE;
      grant select, insert, update, delete on all tables in schema relance to ROLE;
      grant usage on all sequences in schema relance to ROLE`;
    await using worker = opening(await database.role(rights));
    await worker.open();
    await startCampaign(worker, 1);
    await database.query("delete from relance.migrations");
    await using late = opening(await database.role(rights));
    await expect(late.open()).rejects.toMatchObject({ code: "store/unwritable" });
  });

  it("continues with a newer schema that permits it, and stops with one that does not", async () => {
    await using database = await administered();
    await using store = opening(database.url);
    await store.open();
    await database.query(FUTURE(1));
    await using second = opening(database.url);
    await second.open();
    await startCampaign(second, 1);
    await database.query(`update relance.migrations set oldest_worker = 99 where number = 99`);
    await using third = opening(database.url);
    await expect(third.open()).rejects.toMatchObject({ code: "store/schema-too-new" });
  });

  it("stops a running worker with a clear error once a newer schema is incompatible", async () => {
    await using database = await administered();
    await using store = opening(database.url);
    await store.open();
    const beat = { incarnation: "a", role: "worker", version: "1", providers: ["sms.main"] } as const;
    await store.heartbeat(beat);
    await database.query(FUTURE(99));
    await expect(store.heartbeat(beat)).rejects.toMatchObject({
      code: "store/schema-too-new",
      retryable: false,
      message: expect.stringContaining("update relance"),
    });
    await store.heartbeat({ ...beat, leaving: true });
  });

  it("refuses a schema whose migrations are not the released ones", async () => {
    await using database = await administered();
    await using store = opening(database.url);
    await store.open();
    await database.query("update relance.migrations set checksum = 'other' where number = 1");
    await using second = opening(database.url);
    await expect(second.open()).rejects.toMatchObject({
      code: "store/damaged",
      message: expect.stringContaining("this store was made by an unreleased version"),
    });
  });

  it("refuses a schema from before the first release, with a clear error", async () => {
    await using database = await administered();
    await using store = opening(database.url);
    await store.open();
    await database.query("update relance.migrations set name = 'campaigns', checksum = 'other' where number = 1");
    await database.query(FUTURE(31));
    await using second = opening(database.url);
    await expect(second.open()).rejects.toMatchObject({
      code: "store/schema-too-old",
      message: expect.stringContaining("before the first release"),
    });
  });

  it("creates nothing if another program has tables with the same names", async () => {
    await using database = await administered();
    await database.query("create schema relance; create table relance.events (id int)");
    await using store = opening(database.url);
    await expect(store.open()).rejects.toMatchObject({
      code: "store/not-ours",
      message: expect.stringContaining("another schema"),
    });
    expect(await database.query("select tablename from pg_tables where schemaname = 'relance'")).toEqual([
      { tablename: "events" },
    ]);
  });

  function opening(url: string, options: { readonly migrate?: "run" | "check"; readonly schema?: string } = {}) {
    const store = postgresStore({ url, maxConnections: 2, ...options });
    return { ...store, [Symbol.asyncDispose]: () => store.close() };
  }
});
