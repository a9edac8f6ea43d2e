import { withPostgres } from "@relance/test-postgres/vitest";
import pg from "pg";
import { expect, it } from "vitest";
import { carryOut, deposit } from "../../src/deposit/carrying-out.ts";
import { postgresStore } from "../../src/index.ts";
import { diagnostics } from "../../src/verbs/diagnostics.ts";
import { type OpenStorage, openStorage } from "../support/open-storage.ts";

/** What is said about one subject; a snapshot is old here at once. */
async function factsOf({ storage }: OpenStorage, subject: string): Promise<readonly string[]> {
  const all = await storage.read((reading) => diagnostics(reading, 0));
  return all.flatMap((remark) => (remark.subject === subject ? [remark.fact] : []));
}

/** Everything that a store which is opened now says of the server's durability. */
async function readRemarks(url: string): Promise<string> {
  const store = postgresStore({ url, maxConnections: 2 });
  await store.open();
  const said = (await store.diagnostics?.()) ?? [];
  await store.close();
  return said.flatMap(({ subject, fact }) => (subject === "durability" ? [fact] : [])).join("\n");
}

async function connected(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

await withPostgres((postgres) => {
  it("reports that commits may be lost if the server does not wait for its disk", async () => {
    await using database = await postgres.createDatabase();
    await using admin = await connected(database.url);
    expect(await readRemarks(database.url)).not.toContain("synchronous_commit");
    const { rows } = await admin.query("select current_database() as name");
    await admin.query(`alter database "${rows[0].name}" set synchronous_commit = off`);
    expect(await readRemarks(database.url)).toContain("synchronous_commit is off");
  });

  it("names the session with an old snapshot, until the transaction ends", async () => {
    await using here = await openStorage(postgres);
    await using reader = await connected(here.database.url);
    expect(await factsOf(here, "snapshots")).toEqual([]);
    await reader.query("begin isolation level repeatable read");
    const { rows } = await reader.query("select pg_backend_pid() as pid");
    expect(await factsOf(here, "snapshots")).toEqual([
      expect.stringContaining(`the connection with pid ${rows[0].pid}, which is idle in transaction`),
    ]);
    expect(await here.storage.read((reading) => diagnostics(reading))).not.toContainEqual(
      expect.objectContaining({ subject: "snapshots" }), // not yet a minute old
    );
    await reader.query("commit");
    expect(await factsOf(here, "snapshots")).toEqual([]);
  });

  it("states why a committed request of a caller was set aside", async () => {
    await using here = await openStorage(postgres);
    await using admin = await connected(here.database.url);
    const db = { executeSql: (text: string, values: readonly unknown[]) => admin.query(text, [...values]) };
    const rule = { channel: "sms", digest: "00", actor: "desk", reason: "opt-out", purpose: "", tenant: "" } as const;
    await deposit(db, [{ verb: "suppress", rules: [{ ...rule, expiresAt: 1 }] }], here.storage);
    await carryOut(here.storage);
    expect(await factsOf(here, "requests")).toEqual([expect.stringContaining("are set aside (message/bad-")]);
  });

  it("counts requests of callers that were applied or set aside, but not waiting ones", async () => {
    await using here = await openStorage(postgres);
    await using admin = await connected(here.database.url);
    await admin.query(
      "insert into relance.requests (received_at, tries, why, body) values (1375344000000, 3, null, '{}'), (1375344001000, 3, 'message/unknown-recipient', '{}'), (1375344002000, 2, null, '{}')",
    );
    expect(await factsOf(here, "requests")).toEqual([
      expect.stringMatching(
        /^2 requests of callers' transactions failed 3 times or were refused.*\(failed, message\/unknown-recipient\).*2013-08-01T08:00:00.000Z/,
      ),
    ]);
  });
});
