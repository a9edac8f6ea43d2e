import type { Arrival, Departure } from "@relance/spec";
import { postgresStore } from "@relance/store-postgres";
import { withPostgres } from "@relance/test-postgres/vitest";
import { createRelance } from "relance";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { gatewayConfig } from "../e2e/support/gateway-config.ts";
import { besideNothing } from "../support/over-stores.ts";
import type { Failpoint } from "./support/failpoints.ts";
import { openSite, type Site } from "./support/site.ts";
import { playOut } from "./support/verdict.ts";

const PEOPLE = 12;
const CONCURRENCY = 4;
const HALF_WAY: Failpoint = { place: "send", when: "after", pass: 5 };

async function killedAt(failpoint: Failpoint): Promise<Site> {
  const site = await openSite(besideNothing, { people: PEOPLE, concurrency: CONCURRENCY });
  await site.dieAt(failpoint, { hears: false });
  return site;
}

async function depart({ settings }: Site): Promise<Departure> {
  const departure = await gatewayConfig(settings).store.depart?.("the other store");
  if (departure === undefined) throw new Error("nothing leaves this store");
  return departure;
}

async function arrive(url: string, departure: Departure): Promise<Arrival> {
  const target = postgresStore({ url, maxConnections: 2 });
  await target.open();
  try {
    const arrival = await target.arrive?.(departure);
    if (arrival === undefined) throw new Error("nothing can arrive there");
    return arrival;
  } finally {
    await target.close();
  }
}

async function move(site: Site, url: string): Promise<Arrival> {
  using departure = await depart(site);
  const arrival = await arrive(url, departure);
  await departure.done();
  return arrival;
}

async function identityOf({ settings }: Site) {
  const gateway = await createRelance(gatewayConfig(settings));
  const { store, engine } = partsOf(gateway);
  const { id } = await store.open();
  const link = engine.acknowledgeUrl(1);
  await gateway.close();
  return { id, link };
}

async function eventsOf({ settings }: Site, cursor?: string, limit = 10_000) {
  const { store } = gatewayConfig(settings);
  await store.open();
  try {
    const page = await store.events({ cursor, limit });
    return { ids: page.events.map(({ id }) => id), cursor: page.cursor };
  } finally {
    await store.close();
  }
}

await withPostgres((postgres) => {
  describe("a transfer from SQLite to PostgreSQL in the middle of a campaign", () => {
    it.each<Failpoint>([
      { place: "enroll", when: "after" },
      { place: "send", when: "before" },
      HALF_WAY,
      { place: "settle", when: "after" },
    ])(
      "after a crash $when $place: no recipient is lost, and no recipient gets a second message",
      async (failpoint) => {
        await using database = await postgres.createDatabase();
        await using site = await killedAt(failpoint);
        const before = await site.onDisk();
        await move(site, database.url);
        site.moveTo(database.url);
        expect(await site.onDisk()).toEqual(before);
        await site.outlive();
        await using next = await site.open();
        await playOut(site, next, { each: 1, doubtful: CONCURRENCY });
      },
    );

    it("reports the new store to every process that opens the file", async () => {
      await using database = await postgres.createDatabase();
      await using site = await killedAt(HALF_WAY);
      await move(site, database.url);
      const { store } = gatewayConfig(site.settings);
      await expect(store.open()).rejects.toMatchObject({ code: "store/moved" });
      await expect(store.open()).rejects.toThrow("moved to the other store");
      await expect(move(site, database.url)).rejects.toMatchObject({ code: "store/moved" });
    });

    it("keeps the store's id, so that recipients' links stay valid", async () => {
      await using database = await postgres.createDatabase();
      await using site = await killedAt(HALF_WAY);
      const before = await identityOf(site);
      await move(site, database.url);
      site.moveTo(database.url);
      expect(await identityOf(site)).toEqual(before);
    });

    it("is refused while a process works, and changes nothing", async () => {
      await using site = await openSite(besideNothing, { people: PEOPLE });
      await using next = await site.open();
      await next.pass(0);
      await expect(depart(site)).rejects.toMatchObject({ code: "store/busy" });
      expect(await next.ledger()).toMatchObject({ holds: true });
    });

    it("prevents writes of a process that had opened the file before", async () => {
      await using site = await killedAt(HALF_WAY);
      const { store } = gatewayConfig(site.settings);
      await store.open();
      using departure = await depart(site);
      const late = store.lease({ name: "late", owner: "a", save: { data: "x", release: true } });
      await expect(late).rejects.toMatchObject({ code: "store/moved" });
      await departure.undo();
      await store.lease({ name: "late", owner: "a", save: { data: "x", release: true } });
      await store.close();
    });

    it("resumes after a kill, both before any row had arrived and after all rows had arrived", async () => {
      await using database = await postgres.createDatabase();
      await using site = await killedAt(HALF_WAY);
      const first = await depart(site);
      first[Symbol.dispose]();
      await expect(site.onDisk()).rejects.toThrow("relance transfer");
      const second = await depart(site);
      expect(await arrive(database.url, second)).toMatchObject({ isRepeated: false });
      second[Symbol.dispose]();
      await expect(site.onDisk()).rejects.toMatchObject({ code: "store/moved" });
      expect(await move(site, database.url)).toEqual({ rows: {}, isRepeated: true });
      site.moveTo(database.url);
      expect(await site.onDisk()).toMatchObject({ holds: true, audience: { enrolled: PEOPLE } });
    });

    it("writes nothing to a store that has data", async () => {
      await using database = await postgres.createDatabase();
      await using site = await killedAt(HALF_WAY);
      await using other = await killedAt(HALF_WAY);
      await move(site, database.url);
      const departure = await depart(other);
      await expect(arrive(database.url, departure)).rejects.toMatchObject({ code: "store/not-ours" });
      await departure.undo();
      departure[Symbol.dispose]();
      expect(await other.onDisk()).toMatchObject({ holds: true });
    });

    it("lets readers of events continue at their position in the file", async () => {
      await using database = await postgres.createDatabase();
      await using site = await killedAt(HALF_WAY);
      const all = await eventsOf(site);
      const part = await eventsOf(site, undefined, 7);
      await move(site, database.url);
      site.moveTo(database.url);
      const rest = await eventsOf(site, part.cursor);
      expect([...part.ids, ...rest.ids]).toEqual(all.ids);
      expect(rest.ids.length).toBeGreaterThan(0);
      expect((await eventsOf(site, rest.cursor)).ids).toEqual([]);
    });
  });
});
