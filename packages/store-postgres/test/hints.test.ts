import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { postgresStore } from "@relance/store-postgres";
import { withPostgres } from "@relance/test-postgres/vitest";
import { Client } from "pg";
import { expect, it, vi } from "vitest";
import { openStores } from "./support/open-stores.ts";
import { startCampaign } from "./support/people.ts";

const SOON = { timeout: 60_000, interval: 5 };

await withPostgres((postgres) => {
  it("notifies other processes that messages are due", async () => {
    await using here = await openStores(postgres, 2);
    const [telling, listening] = here.stores;
    if (telling === undefined || listening?.listen === undefined) throw new Error("nobody listens");
    const heard = vi.fn();
    const stop = listening.listen(heard);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce(), SOON); // it begins to listen
    await startCampaign(telling, 1);
    await vi.waitFor(() => expect(heard.mock.calls.length).toBeGreaterThan(1), SOON);
    await stop();
  });

  it("notifies at most ten times a second, whatever the amount of work, and never loses the last notification", async () => {
    await using here = await openStores(postgres, 2);
    const [telling, listening] = here.stores;
    if (telling === undefined || listening?.listen === undefined) throw new Error("nobody listens");
    const { campaign } = await startCampaign(telling, 1);
    const heard = vi.fn();
    const stop = listening.listen(heard);
    await vi.waitFor(() => expect(heard).toHaveBeenCalled(), SOON);
    heard.mockClear();
    const startedAt = performance.now();
    const change = { campaign, source: "pace", actor: "ops", reason: "test" } as const;
    for (let perSecond = 1; perSecond <= 100; perSecond++) await telling.control([{ ...change, perSecond }]);
    await telling.close();
    const most = Math.ceil((performance.now() - startedAt) / 100) + 2;
    await vi.waitFor(() => expect(heard.mock.calls.length).toBeGreaterThan(0), SOON);
    expect(heard.mock.calls.length).toBeLessThanOrEqual(most + 2);
    await stop();
  });

  it("listens again after its connection was cut", async () => {
    await using here = await openStores(postgres, 2);
    const [telling, listening] = here.stores;
    if (telling === undefined || listening?.listen === undefined) throw new Error("nobody listens");
    const heard = vi.fn();
    const stop = listening.listen(heard);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce(), SOON);
    const administrator = new Client({ connectionString: here.database.url });
    await administrator.connect();
    await administrator.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'relance listens' and datname = current_database()",
    );
    await administrator.end();
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2), SOON); // again, and no one knows what was missed
    await startCampaign(telling, 1);
    await vi.waitFor(() => expect(heard.mock.calls.length).toBeGreaterThan(2), SOON);
    await stop();
  });

  it("stops listening within moments if a server accepts connections but does not answer", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const connected = once(silent, "connection");
    const store = postgresStore({
      url: "postgres://127.0.0.1:1/x",
      listenUrl: `postgres://127.0.0.1:${port}/x`,
    });
    const stop = store.listen?.(() => {});
    const [socket] = await connected;
    await stop?.();
    socket.destroy();
    silent.close();
  });

  it("has no URL to listen on with the application's pool, unless one is configured", async () => {
    await using here = await openStores(postgres, 1);
    const pool = { connect: () => Promise.reject(new Error("not asked")) };
    expect(postgresStore({ pool }).listen).toBeUndefined();
    expect(postgresStore({ pool, listenUrl: here.database.url }).listen).toBeDefined();
  });
});
