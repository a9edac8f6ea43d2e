import { monitorEventLoopDelay } from "node:perf_hooks";
import { sharedClock, sqliteStore } from "@relance/store-sqlite";
import { expect, it } from "vitest";
import { definition, HOUR, rows } from "../support/audience.ts";
import { tempFolder } from "../support/temp-folder.ts";

async function openStore(file: string, clock = sharedClock()) {
  const store = sqliteStore({ file, clock });
  await store.open();
  return { store, clock };
}

it("enrolls, sends and counts through its thread like the store in this thread", async () => {
  using folder = tempFolder();
  const { store, clock } = await openStore(folder.path("store.db"));
  clock.set(Date.UTC(2013, 7, 1) - Date.now());
  const { campaign, version } = await store.define(definition("campaign"));
  await store.enroll({ campaign, version, importId: "file", seq: 0, rows: rows(100), refused: [] });
  await store.seal({ campaign, importId: "file", chunks: 1 });
  const wants = [{ provider: "sms.main", slots: 100, sendBudgetMs: 1_000 }];
  const { claimed, now } = await store.claim({ worker: "w", wants });
  expect(claimed).toHaveLength(100);
  expect(Math.abs(now - clock.now())).toBeLessThan(5_000);
  clock.advance(HOUR);
  expect((await store.claim({ worker: "w", wants: [] })).now).toBeGreaterThan(now + HOUR - 1_000);
  const [ledger] = await store.count(campaign);
  expect(ledger).toMatchObject({ states: { active: 100 }, holds: true });
  const person = await store.read({ campaign, key: "person-1" });
  expect(person?.deadline).toBeInstanceOf(Date);
  await store.close();
});

it("stops its clock at the time of the shared clock, until that clock runs again", async () => {
  using folder = tempFolder();
  const { store, clock } = await openStore(folder.path("store.db"));
  const at = Date.UTC(2013, 7, 1);
  const nowOf = async () => (await store.claim({ worker: "w", wants: [] })).now;
  clock.stand(at);
  expect([await nowOf(), await nowOf(), clock.now()]).toEqual([at, at, at]);
  clock.advance(HOUR);
  expect([await nowOf(), clock.now()]).toEqual([at + HOUR, at + HOUR]);
  expect(Math.abs(clock.offset() - (at + HOUR - Date.now()))).toBeLessThan(5_000);
  clock.set(0);
  expect(Math.abs((await nowOf()) - Date.now())).toBeLessThan(5_000);
  await store.close();
});

it("returns to each of many callers of record and acknowledge its own results", async () => {
  using folder = tempFolder();
  const { store } = await openStore(folder.path("store.db"));
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      store.acknowledge([
        {
          target: { tenant: "", key: `early-${n % 100}` },
          answer: "done",
          method: "event",
          strength: "event",
          source: "crm",
          sourceId: `${n % 100}`,
        },
      ]),
    ),
  );
  const statuses = answers.flat().map(({ status }) => status);
  expect(statuses.filter((status) => status === "waiting")).toHaveLength(100);
  expect(statuses.filter((status) => status === "duplicate")).toHaveLength(100);
  await store.close();
});

it("never blocks the event loop while it writes", async () => {
  using folder = tempFolder();
  const { store, clock } = await openStore(folder.path("store.db"));
  clock.set(Date.UTC(2013, 7, 1) - Date.now());
  const { campaign, version } = await store.define(definition("campaign"));
  const chunks = Array.from({ length: 5 }, (_, seq) => ({
    campaign,
    version,
    importId: "file",
    seq,
    rows: rows(2_000, seq * 2_000),
    refused: [],
  }));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await store.count();
  delay.enable();
  for (const chunk of chunks) await store.enroll(chunk);
  delay.disable();
  expect(delay.percentile(90) / 1e6).toBeLessThan(20);
  await store.close();
});

it("passes errors on with their code", async () => {
  using folder = tempFolder();
  const { store } = await openStore(folder.path("store.db"));
  const { campaign } = await store.define(definition("campaign"));
  await expect(store.seal({ campaign, importId: "none", chunks: 3 })).rejects.toMatchObject({
    code: "store/import-incomplete",
    family: "store",
  });
  await expect(store.events({ cursor: "another.7", limit: 1 })).rejects.toMatchObject({
    code: "events/cursor-expired",
  });
  await store.close();
  await expect(store.count()).rejects.toMatchObject({ code: "store/closed" });
});

it("can be closed without having opened, and opened again after a refusal", async () => {
  using folder = tempFolder();
  const store = sqliteStore({ file: folder.path("missing/store.db") });
  await store.close();
  await expect(store.open()).rejects.toMatchObject({ code: "store/unwritable" });
  await expect(store.open()).rejects.toMatchObject({ code: "store/unwritable" });
  await store.close();
});

it("answers every earlier call before it closes", async () => {
  using folder = tempFolder();
  const { store } = await openStore(folder.path("store.db"));
  const asked = Promise.all([store.define(definition("one")), store.define(definition("two")), store.count()]);
  await store.close();
  expect((await asked)[1].status).toBe("new");
});

it("reports store/unavailable when its thread dies, and can be opened again", async () => {
  using folder = tempFolder();
  const worker = new URL("../support/failing-thread.ts", import.meta.url);
  const store = sqliteStore({ file: folder.path("store.db"), worker });
  await store.open();
  const lost = [store.count(), store.versions()];
  for (const call of lost) await expect(call).rejects.toMatchObject({ code: "store/unavailable" });
  await expect(store.count()).rejects.toMatchObject({ code: "store/closed" });
  expect(await store.open()).toMatchObject({ kind: "sqlite" });
  await store.close().catch(() => {});
});
