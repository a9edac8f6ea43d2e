import { expect, it } from "vitest";
import { HOUR } from "./support/audience.ts";
import { openWorld, type World } from "./support/open-world.ts";

const MINUTE = 60_000;

async function ledger(world: World, campaign: number) {
  const [found] = await world.store.count(campaign);
  if (found === undefined) throw new Error("no ledger");
  return found;
}

it("moves all recipients through the steps until the campaign is closed, and both sums match after every step", async () => {
  const world = await openWorld();
  const campaign = await world.start(100);
  expect(await ledger(world, campaign)).toMatchObject({
    state: "running",
    holds: true,
    states: { pending: 100 },
  });
  const first = await world.claim("sms.main", 100);
  expect(first).toHaveLength(100);
  await world.accept(first);
  const heard = first.slice(0, 74);
  await world.store.record(
    heard.map(({ attemptId }) => ({
      provider: "sms.main",
      item: { type: "receipt", kind: "delivered", quality: "handset", attemptId },
    })),
  );
  await world.pass(15 * MINUTE + 2_000);
  const second = await world.claim("sms.second", 100);
  expect(second).toHaveLength(26);
  await world.accept(second);
  expect((await ledger(world, campaign)).holds).toBe(true);
  await world.store.acknowledge(
    heard.map(({ key }) => ({
      target: { tenant: "", key, on: "re-registered" },
      answer: "done",
      method: "event",
      strength: "event",
      source: "crm",
      sourceId: key,
    })),
  );
  await world.pass(48 * HOUR);
  const mails = await world.claim("email.smtp", 100);
  expect(mails).toHaveLength(26);
  await world.accept(mails);
  await world.pass(24 * HOUR + 2_000);
  const final = await ledger(world, campaign);
  expect(final.states).toMatchObject({ acknowledged: 74, exhausted: 26, active: 0, pending: 0 });
  expect(final.unreachedBy).toEqual({ "ack-timeout": 26 });
  expect(final.holds).toBe(true);
  let audit = await world.store.audit({ limit: 30 });
  while (audit.cursor !== undefined) audit = await world.store.audit({ cursor: audit.cursor, limit: 30 });
  expect(audit.findings).toEqual([]);
  const page = await world.store.list({ campaign, unreached: true, limit: 1_000 });
  expect(page.rows).toHaveLength(26);
  await world.pass(2_000);
  expect((await ledger(world, campaign)).state).toBe("closed");
});

it("returns one recipient's whole history in order", async () => {
  const world = await openWorld();
  const campaign = await world.start(1);
  const [claimed] = await world.claim("sms.main");
  if (claimed === undefined) throw new Error("nobody was claimed");
  await world.store.settle("worker", [
    {
      attemptId: claimed.attemptId,
      kind: "rejected",
      disposition: "reroute",
      errorCode: "provider/refused",
      vendorCode: "30007",
    },
  ]);
  await world.accept(await world.claim("sms.second"));
  await world.store.acknowledge([
    {
      target: { enrollment: claimed.enrollment },
      answer: "done",
      method: "link",
      strength: "gesture",
      source: "link",
      sourceId: "1",
    },
  ]);
  const person = await world.store.read({ campaign, key: "person-0" });
  expect(person?.timeline.map(({ type }) => type)).toEqual([
    "enrollment.enrolled",
    "attempt.submitted",
    "attempt.rejected",
    "enrollment.rerouted",
    "attempt.submitted",
    "attempt.accepted",
    "enrollment.acknowledged",
  ]);
  expect(person).toMatchObject({ state: "acknowledged", answer: "done", late: false });
  expect(person?.timeline[2]).toMatchObject({ detail: "provider/refused 30007", provider: "sms.main" });
  const all = await world.store.events({ limit: 100 });
  expect(all.events.filter(({ key }) => key === "person-0").map(({ version }) => version)).toEqual([
    1, 2, 3, 4, 5, 6, 7,
  ]);
  expect((await world.store.events({ cursor: all.cursor, limit: 100 })).events).toEqual([]);
});
