import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { createRelance } from "../../src/index.ts";
import { partsOf } from "../../src/parts.ts";
import { gatewayConfig } from "../support/gateway-config.ts";
import { OUTBOX, pay, tell } from "./outbox.ts";

function shop(): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  db.exec(`create table payments (id integer primary key, person text, cents integer check (cents > 0)); ${OUTBOX}`);
  return db;
}

describe("the outbox of docs/stores/sqlite.md", () => {
  it("is shown on the page as it runs here", () => {
    const page = readFileSync(new URL("../../../../docs/stores/sqlite.md", import.meta.url), "utf8");
    expect(page).toContain(readFileSync(new URL("outbox.ts", import.meta.url), "utf8").trim());
  });

  it("reports committed messages, and no message that was rolled back", async () => {
    await using gateway = await createRelance(gatewayConfig());
    using db = shop();
    pay(db, "ana", 100);
    expect(() => pay(db, "ben", -1)).toThrow();
    expect(await tell(db, gateway)).toBe(1);
    expect(await tell(db, gateway)).toBe(0);
    const { store } = partsOf(gateway);
    expect(
      (await store.statuses({ targets: ["ana", "ben"].map((key) => ({ tenant: "", key })) })).isAcknowledged,
    ).toEqual([true, false]);
  });

  it("reports the same messages again after a crash between report and deletion", async () => {
    await using gateway = await createRelance(gatewayConfig());
    using db = shop();
    pay(db, "ana", 100);
    const event = { key: "ana", on: "paid", id: "payment-1" };
    expect(await gateway.acknowledge([event])).toMatchObject([{ status: "waiting" }]); // told, not yet forgotten
    await tell(db, gateway);
    expect(await gateway.acknowledge([event])).toMatchObject([{ status: "duplicate" }]);
  });
});
