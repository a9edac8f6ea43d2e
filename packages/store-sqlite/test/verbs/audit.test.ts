import { DatabaseSync } from "node:sqlite";
import type { AuditFinding } from "@relance/spec";
import { type EmbeddedStore, openSqlite } from "@relance/store-sqlite/embedded";
import { describe, expect, it } from "vitest";
import { definition, HOUR, rows, START } from "../support/audience.ts";
import { openWorld } from "../support/open-world.ts";
import { tempFolder } from "../support/temp-folder.ts";

/** A whole pass; `between` runs between two pages. */
async function pass(
  store: EmbeddedStore,
  limit: number,
  between: () => Promise<unknown> = async () => {},
): Promise<readonly AuditFinding[]> {
  let page = await store.audit({ limit });
  const findings = [...page.findings];
  while (page.cursor !== undefined) {
    await between();
    page = await store.audit({ cursor: page.cursor, limit });
    findings.push(...page.findings);
  }
  return findings;
}

describe("the recount", () => {
  it("is correct while recipients get messages, answer and are enrolled between its pages", async () => {
    const world = await openWorld();
    await world.start(300);
    let turn = 0;
    const life = async () => {
      turn += 1;
      const claimed = await world.claim("sms.main", 20);
      await world.accept(claimed);
      if (turn % 2 === 0) await world.start([...rows(3, turn * 1_000)], `later-${turn}`);
      await world.store.acknowledge(
        claimed.slice(0, 5).map(({ enrollment }) => ({
          target: { enrollment },
          answer: "done",
          method: "link",
          strength: "gesture",
          source: "link",
          sourceId: "1",
        })),
      );
      await world.pass(60_000);
    };
    for (let round = 0; round < 8; round++) expect(await pass(world.store, 40, life)).toEqual([]);
    expect(turn).toBeGreaterThan(5);
  });

  it("is correct after a transaction that was rolled back between its pages", async () => {
    const world = await openWorld();
    const campaign = await world.start(100);
    const fail = () => expect(world.store.seal({ campaign, importId: "other", chunks: 9 })).rejects.toThrow();
    expect(await pass(world.store, 30, fail)).toEqual([]);
  });

  it("finds a row without a counter, and a counter without rows", async () => {
    using folder = tempFolder();
    const file = folder.path("store.db");
    const store = openSqlite({ file, now: () => START });
    await store.open();
    const { campaign, version } = await store.define(definition("campaign"));
    await store.enroll({ campaign, version, importId: "file", seq: 0, rows: rows(10), refused: [] });
    expect(await pass(store, 100)).toEqual([]);
    const vandal = new DatabaseSync(file);
    vandal.exec("update enrollments set state = 2, phase = 0, due_at = 0 where id = 3");
    vandal.close();
    // after a recount that took long the next one waits
    await expect
      .poll(async () => (await pass(store, 100)).map(({ rule }) => rule), { timeout: 60_000 })
      .toEqual(["sums", "sums"]);
    await store.close();
  });

  it("ends for each of two parallel audits that read page by page in turn", async () => {
    using folder = tempFolder();
    const store = openSqlite({ file: folder.path("store.db"), now: () => START });
    await store.open();
    const { campaign, version } = await store.define(definition("campaign"));
    await store.enroll({ campaign, version, importId: "file", seq: 0, rows: rows(50), refused: [] });
    let pages = 0;
    let cursor: string | undefined;
    const other = async () => {
      pages += 1;
      if (pages > 100) throw new Error("neither comes to an end");
      ({ cursor } = await store.audit({ cursor, limit: 10 }));
    };
    expect(await pass(store, 10, other)).toEqual([]);
    while (cursor !== undefined) await other();
    await store.close();
  });

  it("ends, and still proves the sums, if another process writes between its pages", async () => {
    using folder = tempFolder();
    const file = folder.path("store.db");
    const open = () => openSqlite({ file, now: () => START });
    const [store, other] = [open(), open()];
    await store.open();
    await other.open();
    const { campaign, version } = await store.define(definition("campaign"));
    await store.enroll({ campaign, version, importId: "file", seq: 0, rows: rows(50), refused: [] });
    let seq = 1;
    const foreign = async () => {
      await other.enroll({
        campaign,
        version,
        importId: "file",
        seq: seq++,
        rows: rows(1, seq * 100),
        refused: [],
      });
    };
    expect(await pass(store, 10, foreign)).toEqual([]);
    await store.close();
    await other.close();
  });
});

describe("liveness", () => {
  it("finds nothing before the start, and reports a hold that is overdue for review", async () => {
    const world = await openWorld();
    const { campaign, version } = await world.store.define(definition("campaign"));
    await world.store.enroll({ campaign, version, importId: "file", seq: 0, rows: rows(5), refused: [] });
    expect(await pass(world.store, 100)).toEqual([]);
    await world.store.seal({ campaign, importId: "file", chunks: 1 });
    const hold = {
      campaign,
      gate: "held",
      actor: "ops",
      reason: "look first",
      reviewAt: START + HOUR,
    } as const;
    await world.store.control([hold]);
    await world.pass(30 * 60_000);
    expect(await pass(world.store, 100)).toEqual([]);
    await world.pass(31 * 60_000);
    expect(await pass(world.store, 100)).toMatchObject([
      { rule: "overdue", fact: expect.stringContaining("sms.main") },
    ]);
  });

  it("reports due recipients if a worker is alive but reads none of them with its free slots", async () => {
    const world = await openWorld();
    await world.start(5);
    await world.store.heartbeat({
      incarnation: "worker",
      role: "worker",
      version: "1",
      providers: ["sms.main"],
    });
    await world.pass(61_000);
    expect(await pass(world.store, 100)).toMatchObject([{ rule: "overdue" }]);
    await world.claim("sms.main", 1);
    expect(await pass(world.store, 100)).toEqual([]);
  });

  it("reports that no process applies overdue times", async () => {
    const world = await openWorld();
    await world.start(5);
    await world.accept(await world.claim("sms.main"));
    world.now += HOUR;
    expect(await pass(world.store, 100)).toMatchObject([
      { rule: "overdue", fact: "5 recipients are overdue by a minute" },
    ]);
  });
});
