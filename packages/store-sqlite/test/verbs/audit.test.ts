import { DatabaseSync } from "node:sqlite";
import type { AuditFinding } from "@relance/spec";
import { openSqlite, type SyncStore } from "@relance/store-sqlite/embedded";
import { describe, expect, it } from "vitest";
import { definition, HOUR, rows, START } from "../support/audience.ts";
import { openWorld } from "../support/open-world.ts";
import { tempFolder } from "../support/temp-folder.ts";

/** A whole pass; `between` runs between two pages. */
function pass(store: SyncStore, limit: number, between: () => void = () => {}): readonly AuditFinding[] {
  let page = store.audit({ limit });
  while (page.cursor !== undefined) {
    between();
    page = store.audit({ cursor: page.cursor, limit });
  }
  return page.findings;
}

describe("the recount", () => {
  it("holds while people are sent to, answer and are enrolled between its pages", () => {
    const world = openWorld();
    world.start(300);
    let turn = 0;
    const life = () => {
      turn += 1;
      const claimed = world.claim("sms.main", 20);
      world.accept(claimed);
      if (turn % 2 === 0) world.start([...rows(3, turn * 1_000)], `later-${turn}`);
      world.store.acknowledge(
        claimed.slice(0, 5).map(({ enrollment }) => ({
          target: { enrollment },
          answer: "done",
          method: "link",
          strength: "gesture",
          source: "link",
          sourceId: "1",
        })),
      );
      world.pass(60_000);
    };
    expect(pass(world.store, 40, life)).toEqual([]);
    expect(turn).toBeGreaterThan(5);
  });

  it("survives a transaction that was rolled back between its pages", () => {
    const world = openWorld();
    const campaign = world.start(100);
    const fail = () => expect(() => world.store.seal({ campaign, importId: "other", chunks: 9 })).toThrow();
    expect(pass(world.store, 30, fail)).toEqual([]);
  });

  it("finds a row that no counter knows, and a counter that no row bears out", () => {
    using folder = tempFolder();
    const file = folder.path("store.db");
    const store = openSqlite({ file, now: () => START });
    store.open();
    const { campaign, version } = store.define(definition("campaign"));
    store.enroll({ campaign, version, importId: "file", seq: 0, rows: rows(10), refused: [] });
    expect(pass(store, 100)).toEqual([]);
    const vandal = new DatabaseSync(file);
    vandal.exec("update enrollments set state = 2, phase = 0, due_at = 0 where id = 3");
    vandal.close();
    expect(pass(store, 100).map(({ rule }) => rule)).toEqual(["R15", "R15"]);
    store.close();
  });

  it("ends, and still proves the sums, when another process writes between its pages", () => {
    using folder = tempFolder();
    const file = folder.path("store.db");
    const open = () => openSqlite({ file, now: () => START });
    const [store, other] = [open(), open()];
    store.open();
    other.open();
    const { campaign, version } = store.define(definition("campaign"));
    store.enroll({ campaign, version, importId: "file", seq: 0, rows: rows(50), refused: [] });
    let seq = 1;
    const foreign = () => {
      other.enroll({
        campaign,
        version,
        importId: "file",
        seq: seq++,
        rows: rows(1, seq * 100),
        refused: [],
      });
    };
    expect(pass(store, 10, foreign)).toEqual([]);
    store.close();
    other.close();
  });
});

describe("liveness", () => {
  it("is green before the start, and red when a hold is overdue for review", () => {
    const world = openWorld();
    const { campaign, version } = world.store.define(definition("campaign"));
    world.store.enroll({ campaign, version, importId: "file", seq: 0, rows: rows(5), refused: [] });
    expect(pass(world.store, 100)).toEqual([]);
    world.store.seal({ campaign, importId: "file", chunks: 1 });
    const hold = {
      campaign,
      gate: "held",
      actor: "ops",
      reason: "look first",
      reviewAt: START + HOUR,
    } as const;
    world.store.control([hold]);
    world.pass(30 * 60_000);
    expect(pass(world.store, 100)).toEqual([]);
    world.pass(31 * 60_000);
    expect(pass(world.store, 100)).toMatchObject([
      { rule: "R14", fact: expect.stringContaining("sms.main") },
    ]);
  });

  it("is red when people are due, a worker lives, and no free slot looks at them", () => {
    const world = openWorld();
    world.start(5);
    world.store.heartbeat({ incarnation: "worker", role: "worker", version: "1", providers: ["sms.main"] });
    world.pass(61_000);
    expect(pass(world.store, 100)).toMatchObject([{ rule: "R14" }]);
    world.claim("sms.main", 1);
    expect(pass(world.store, 100)).toEqual([]);
  });

  it("is red when nobody lets silence take effect", () => {
    const world = openWorld();
    world.start(5);
    world.accept(world.claim("sms.main"));
    world.now += HOUR;
    expect(pass(world.store, 100)).toMatchObject([
      { rule: "R14", fact: "5 people are due for more than a minute" },
    ]);
  });
});
