import { postgresStore } from "@relance/store-postgres";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { createRelance } from "../src/index.ts";
import { partsOf } from "../src/parts.ts";
import { gatewayConfig } from "./support/gateway-config.ts";

/** Workers poll the store at least this often; a busy machine gets the same again. */
const REACH_MS = 2_000;

const message = (number: number) => ({
  idempotencyKey: `message ${number}`,
  recipient: { key: "ana", contacts: { sms: "+33639980001" } },
  steps: [{ channel: "sms" as const, content: { text: "hello" } }],
});

await withPostgres((postgres) => {
  it("a command in one process reaches the workers of other processes within a second", async () => {
    await using database = await postgres.createDatabase();
    const open = () => createRelance(gatewayConfig({ store: postgresStore({ url: database.url }) }));
    await using office = await open();
    await using first = await open();
    await using second = await open();
    const stop = new AbortController();
    const running = [first, second].map((worker) => worker.run({ signal: stop.signal }));
    const sent = async () => (await partsOf(office).store.outbox({ limit: 100 })).rows.length;
    const by = { actor: "ops", reason: "look first" };

    await office.send(message(1));
    await expect.poll(sent, { timeout: 60_000 }).toBe(1);
    const campaign = await office.campaigns.get("send");
    await campaign.pause({ ...by, reviewAt: new Date(Date.now() + 3_600_000) });
    await office.send(message(2));
    const looks = () => [first, second].map((worker) => partsOf(worker).engine.pulse().claims);
    const before = looks();
    const sinceThen = () => Math.min(...looks().map((count, place) => count - (before[place] ?? 0)));
    await expect.poll(sinceThen, { timeout: 60_000 }).toBeGreaterThan(1); // both have polled, and left it alone
    expect(await sent()).toBe(1);

    await campaign.resume(by);
    await expect.poll(sent, { timeout: REACH_MS }).toBe(2);
    const { processes, uncarried } = await partsOf(office).store.workers();
    expect(processes.map(({ role }) => role)).toEqual(["worker", "worker"]);
    expect(new Set(processes.map(({ config }) => config)).size).toBe(1);
    expect(uncarried).toEqual([]);
    stop.abort();
    await Promise.all(running);
  });

  it("work that no live worker can do is reported by the health of every process", async () => {
    await using database = await postgres.createDatabase();
    await using office = await createRelance(gatewayConfig({ store: postgresStore({ url: database.url }) }));
    await office.send(message(1));
    const { ok, findings } = await office.health();
    expect(ok).toBe(true); // this process is well; another is missing
    expect(findings).toEqual(["no live worker has sms.main, but messages through it are due"]);
  });
});
