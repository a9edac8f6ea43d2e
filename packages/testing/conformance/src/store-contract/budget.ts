import type { ChargeStatus, ClaimedRow } from "@relance/spec";
import { expect, it } from "vitest";
import { HOUR, SECOND, SMS_ONLY } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const EURO = 1_000_000;

export const budgetContract: Area = area("a budget", ({ test, scene }) => {
  const budgeted = (limit: number, people = 10, more = {}) =>
    scene({ people, plan: { budget: { currency: "EUR", micros: limit * EURO }, ...more } });

  function charge(here: Scene, rows: readonly ClaimedRow[], euros = 1): Promise<readonly ChargeStatus[]> {
    return here.store.charge(rows.map(({ attemptId }) => ({ attemptId, micros: euros * EURO })));
  }

  async function spent(here: Scene): Promise<number | undefined> {
    return (await here.ledger()).budget?.spent;
  }

  async function giveBack(here: Scene, rows: readonly ClaimedRow[]): Promise<void> {
    for (const row of rows) await here.settle(row, "not-sent", { errorCode: "budget/spent" });
  }

  function raise(here: Scene, euros: number) {
    const { campaign } = here.campaign;
    return here.store.budget({ campaign, micros: euros * EURO, actor: "ada", reason: "more money" });
  }

  it("pays for messages until the next message would exceed the limit, and then holds the queue", async () => {
    const here = await budgeted(3);
    const rows = await here.claim("sms.main", 5);
    expect(await charge(here, rows)).toEqual(["charged", "charged", "charged", "over", "over"]);
    expect(await spent(here)).toBe(3);
    await giveBack(here, rows.slice(3));
    here.clock.advance(2 * SECOND);
    expect(await here.claim()).toEqual([]);
    const { queues } = await here.store.queues(here.campaign.campaign);
    const held = queues.filter(({ holds }) => holds.some(({ source }) => source === "budget"));
    expect(held).toMatchObject([{ step: 1, planned: "sms.main" }]);
    for (const row of rows.slice(0, 3)) await here.settle(row, "accepted");
  });

  it("does not hold a queue if the remaining amount pays for the queue's cheaper messages", async () => {
    const here = await budgeted(3, 2);
    const [first, second] = await here.claim();
    await charge(here, [first as ClaimedRow], 2);
    await here.settle(first as ClaimedRow, "rejected", { disposition: "retry" });
    expect(await spent(here)).toBe(0);
    expect(await charge(here, [second as ClaimedRow], 4)).toEqual(["over"]);
    await giveBack(here, [second as ClaimedRow]);
    await here.move({ transition: "escalate" });
    const mails = await here.claim("email.smtp");
    expect(await charge(here, mails)).toEqual(["charged", "charged"]);
    for (const row of mails) await here.settle(row, "accepted");
  });

  it("lets held recipients continue after a charge is refunded", async () => {
    const here = await budgeted(2, 3);
    const rows = await here.claim();
    expect(await charge(here, rows)).toEqual(["charged", "charged", "over"]);
    expect((await here.ledger()).budget).toMatchObject({ spent: 2, wanted: 1 });
    await giveBack(here, rows);
    here.clock.advance(2 * SECOND);
    expect(await here.claim()).toEqual([]);
    const { campaign } = here.campaign;
    const again = await here.store.budget({ campaign, actor: "plugin:watch", reason: "money came back" });
    expect(again).toEqual({ currency: "EUR", limit: 2, spent: 0, changes: [] });
    const now = await here.claim("sms.main", 2);
    expect(await charge(here, now)).toEqual(["charged", "charged"]);
    await giveBack(here, now);
  });

  it("never exceeds its limit, even if several workers charge it in parallel", async () => {
    const here = await budgeted(10, 40);
    const rows = await here.claim("sms.main", 40);
    const parts = [0, 1, 2, 3].map((part) => rows.slice(10 * part, 10 * part + 10));
    const statuses = (await Promise.all(parts.map((part) => charge(here, part)))).flat();
    expect(statuses.filter((status) => status === "charged")).toHaveLength(10);
    expect(await spent(here)).toBe(10);
    await giveBack(here, rows);
  });

  it("counts a repeated charge once, and refuses a charge for an inactive message", async () => {
    const here = await budgeted(3);
    const row = await here.claimOne();
    expect(await charge(here, [row])).toEqual(["charged"]);
    expect(await charge(here, [row, row])).toEqual(["charged", "charged"]);
    await here.settle(row, "accepted");
    expect(await charge(here, [row, { ...row, attemptId: "a999" }])).toEqual(["stale", "stale"]);
    expect(await spent(here)).toBe(1);
  });

  test("cannot be added to a campaign that was defined without a budget", async (here) => {
    const row = await here.claimOne();
    expect(await charge(here, [row], 1_000)).toEqual(["charged"]);
    expect((await here.ledger()).budget).toBeUndefined();
    expect(await raise(here, 5)).toBeUndefined();
    await here.settle(row, "accepted");
  });

  it.each([
    { kind: "not-sent", spends: 0 },
    { kind: "rejected", spends: 0 },
    { kind: "deferred", spends: 0 },
    { kind: "uncertain", spends: 1 },
    { kind: "accepted", spends: 1 },
  ] as const)("is charged $spends for a message with the outcome $kind", async ({ kind, spends }) => {
    const here = await budgeted(3);
    const row = await here.claimOne();
    await charge(here, [row]);
    await here.settle(row, kind, { disposition: "reroute" });
    expect(await spent(here)).toBe(spends);
  });

  it("is charged for a refused message when a receipt proves that the message was sent", async () => {
    const here = await budgeted(3);
    const row = await here.claimOne();
    await charge(here, [row]);
    await here.settle(row, "rejected", { disposition: "reroute" });
    await here.receipt(row, "delivered");
    expect(await spent(here)).toBe(1);
  });

  it("keeps a dead worker's charges, because the worker's messages may have been sent", async () => {
    const here = await budgeted(3);
    await charge(here, [await here.claimOne()]);
    await here.crash();
    await here.processDue();
    expect(await spent(here)).toBe(1);
  });

  it("lets held recipients continue after an operator raises the limit, and records the operator", async () => {
    const here = await budgeted(1, 2);
    const rows = await here.claim();
    await charge(here, rows);
    await here.settle(rows[0] as ClaimedRow, "accepted");
    await giveBack(here, rows.slice(1));
    here.clock.advance(2 * SECOND);
    expect(await here.claim()).toEqual([]);
    expect(await raise(here, 2)).toMatchObject({ limit: 2, spent: 1, changes: [{ actor: "ada", limit: 2 }] });
    const [next] = await here.claim();
    expect(await charge(here, [next as ClaimedRow])).toEqual(["charged"]);
    await here.settle(next as ClaimedRow, "accepted");
    expect((await here.ledger()).budget).toMatchObject({ currency: "EUR", limit: 2, spent: 2 });
    const moved = (await here.events()).filter(({ type }) => type === "campaign.steered");
    expect(moved).toMatchObject([{ by: "ada: more money" }]);
  });

  it("that is spent is recorded as the cause of the recipients who are unreached", async () => {
    const here = await budgeted(0, 1, SMS_ONLY);
    const row = await here.claimOne();
    expect(await charge(here, [row])).toEqual(["over"]);
    await giveBack(here, [row]);
    await here.skip(row.deadline - here.now + 10 * SECOND);
    await here.processDue();
    expect(await here.person(row.key)).toMatchObject({ state: "expired", cause: "budget" });
    expect((await here.ledger()).unreachedBy).toEqual({ budget: 1 });
  });

  it("lets held recipients take the next step once the current step can no longer start", async () => {
    const here = await budgeted(0, 1, { callBufferMs: HOUR });
    const row = await here.claimOne();
    await charge(here, [row]);
    await giveBack(here, [row]);
    await here.skip(row.deadline - HOUR - here.now + 10 * SECOND);
    expect(await here.processDue()).toEqual({ budget: 1 });
    const mail = await here.claimOne("email.smtp");
    expect(mail.key).toBe(row.key);
    await here.settle(mail, "accepted");
  });
});
