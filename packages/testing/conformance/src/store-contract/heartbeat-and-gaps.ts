import { expect, it } from "vitest";
import { HOUR, MINUTE, ONE_CARRIER, SECOND } from "./scene/plan.ts";
import { PROVIDERS, type Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

export const heartbeatContract: Area = area("a heartbeat", ({ test }) => {
  test("gives a process a lease by the store's clock, and later extends the lease", async (here) => {
    const first = await here.beat();
    expect(first.now).toBe(here.now);
    expect(first.leaseUntil).toBeGreaterThan(here.now + 10 * SECOND);
    here.clock.advance(10 * SECOND);
    expect((await here.beat()).leaseUntil).toBe(first.leaseUntil + 10 * SECOND);
  });

  test("never extends an expired lease, because another worker may have taken over", async (here) => {
    const { leaseUntil } = await here.beat();
    here.clock.advance(HOUR);
    expect((await here.beat()).leaseUntil).toBeLessThanOrEqual(Math.max(leaseUntil, here.now));
    expect(await here.claim()).toEqual([]);
    here.worker = "another";
    await here.beat();
    expect(await here.claim()).toHaveLength(1);
  });

  test("releases the lease of a process that stops", async (here) => {
    const leaving = { incarnation: here.worker, role: "worker", version: "1", providers: [], leaving: true } as const;
    await here.store.heartbeat(leaving);
    expect(await here.claim()).toEqual([]);
  });

  test("reports no clock jump in normal operation", async (here) => {
    await here.listen(MINUTE);
    expect((await here.beat()).clockStep).toBe(false);
  });
});

export const gapsContract: Area = area("periods without a receiver", ({ test, scene }) => {
  const unheard = (here: Scene, ms: number) => here.listen(ms, ["sms.second", "email.smtp"]);

  async function reconcile(here: Scene, isLost = false): Promise<void> {
    const { openGaps } = await here.beat();
    const reconciled = openGaps.map(({ id }) => id);
    const ear = { incarnation: `${here.worker}-ear`, role: "receiver", version: "1" } as const;
    await here.store.heartbeat({ ...ear, providers: PROVIDERS, reconciled, lost: isLost ? reconciled : [] });
  }

  test("are detected, ended and reconciled one by one", async (here) => {
    await here.beat();
    const from = here.now;
    await unheard(here, MINUTE);
    const during = await here.beat(["sms.second", "email.smtp"]);
    expect(during.openGaps).toMatchObject([{ provider: "sms.main", from, to: undefined }]);
    const after = await here.beat();
    expect(after.openGaps).toMatchObject([{ provider: "sms.main", from, to: here.now }]);
    await reconcile(here);
    expect((await here.beat()).openGaps).toEqual([]);
  });

  test("are not recorded if they last less than fifteen seconds", async (here) => {
    await here.listen(10 * SECOND);
    expect((await here.beat()).openGaps).toEqual([]);
  });

  test("cannot be reconciled while no receiver listens", async (here) => {
    await unheard(here, MINUTE);
    const { openGaps } = await here.beat(["sms.second", "email.smtp"]);
    const ear = { incarnation: "x", role: "receiver", version: "1", providers: ["email.smtp"] } as const;
    await here.store.heartbeat({ ...ear, reconciled: openGaps.map(({ id }) => id) });
    expect((await here.beat(["email.smtp"])).openGaps).not.toEqual([]);
  });

  it("that last twenty minutes prevent moves for missing receipts until the missed receipts are fetched", async () => {
    const here = await scene({ people: 3, plan: ONE_CARRIER });
    const sent = await here.send();
    const [, replied] = sent;
    await here.listen(5 * MINUTE);
    here.clock.advance(20 * MINUTE);
    here.worker = "restarted";
    await here.beat();
    expect(await here.decide()).toEqual({});
    await here.acknowledge(replied?.key ?? "");
    await here.receipt({ attemptId: sent[2]?.attemptId ?? "" }, "delivered");
    await reconcile(here);
    expect(await here.decide()).toEqual({});
    await here.listen(15 * MINUTE);
    expect(await here.decide()).toEqual({ "receipt-overdue": 1 });
  });

  it("whose receipts are lost delay the recipients until the end of their wait", async () => {
    const here = await scene({ people: 2, plan: ONE_CARRIER });
    await here.send();
    here.clock.advance(20 * MINUTE);
    await reconcile(here, true);
    await here.listen(30 * MINUTE);
    expect(await here.decide()).toEqual({});
    await here.listen(15 * MINUTE);
    expect(await here.decide()).toEqual({ "ack-timeout": 2 });
  });

  test("can also be recorded by the watch when a provider's reports stop", async (here) => {
    await here.beat();
    const from = here.now;
    await here.listen(MINUTE);
    const { campaign } = here.campaign;
    for (let time = 0; time < 2; time++)
      await here.store.control([{ campaign, since: {}, missed: { "sms.main": from } }]);
    const { openGaps } = await here.beat();
    expect(openGaps).toMatchObject([{ provider: "sms.main", from, to: here.now }]);
    await reconcile(here);
    await here.store.control([{ campaign, since: {}, missed: { "sms.main": from } }]);
    expect((await here.beat()).openGaps).toEqual([]);
  });

  it("are detected without a heartbeat, and respected by a process that only escalates", async () => {
    const here = await scene({ plan: ONE_CARRIER });
    await here.receipt(await here.sendOne(), "delivered");
    here.clock.advance(2 * HOUR);
    expect(await here.processDue()).toEqual({});
  });

  it("also delay the end of a wait, because the recipient's answer may have been missed", async () => {
    const here = await scene({ plan: ONE_CARRIER });
    await here.receipt(await here.sendOne(), "delivered");
    await unheard(here, HOUR);
    expect(await here.decide()).toEqual({});
    await reconcile(here);
    expect(await here.decide()).toEqual({ "ack-timeout": 1 });
  });

  test("do not delay the move after a reported failure", async (here) => {
    const one = await here.sendOne();
    await unheard(here, MINUTE);
    await here.receipt(one, "undelivered");
    await here.listen(3 * SECOND, ["sms.second", "email.smtp"]);
    expect(await here.processDue()).toEqual({ undelivered: 1 });
  });

  it("stop only the waits for receipts of the affected provider", async () => {
    const here = await scene({ people: [{}, { steps: 0b10 }], plan: { ...ONE_CARRIER } });
    await here.sendOne("sms.main");
    await here.settle(await here.claimOne("email.smtp"), "accepted", { ref: "m1" });
    await unheard(here, HOUR + 10 * SECOND);
    await here.processDue();
    expect((await here.person("p1")).state).toBe("active");
    expect((await here.person("p2")).state).toBe("exhausted");
  });

  test("do not count towards a receipt's deadline", async (here) => {
    await here.sendOne();
    await here.listen(10 * MINUTE);
    await unheard(here, 10 * MINUTE);
    await reconcile(here);
    expect(await here.decide()).toEqual({});
    await here.listen(5 * MINUTE);
    expect(await here.decide()).toEqual({ "receipt-overdue": 1 });
  });

  test("begin at the last received item if providers cannot reach a receiver that is running", async (here) => {
    await here.listen(MINUTE);
    const ear = { incarnation: "x", role: "receiver", version: "1", providers: PROVIDERS } as const;
    const { openGaps } = await here.store.heartbeat({ ...ear, receiverDownForMs: 30 * SECOND });
    const from = here.now - 30 * SECOND;
    expect(openGaps.map(({ provider }) => provider).toSorted()).toEqual(PROVIDERS.toSorted());
    for (const gap of openGaps) expect(gap).toMatchObject({ from, to: undefined });
    here.clock.advance(5 * SECOND);
    const again = await here.store.heartbeat({ ...ear, receiverDownForMs: 35 * SECOND });
    expect(again.openGaps).toEqual(openGaps);
    const heard = await here.store.heartbeat(ear);
    expect(heard.openGaps).toEqual(openGaps.map((gap) => ({ ...gap, to: here.now })));
  });

  test("in which providers cannot reach a receiver's address prevent moves for missing receipts", {
    plan: ONE_CARRIER,
  }, async (here) => {
    await here.sendOne();
    const ear = { incarnation: "x", role: "receiver", version: "1", providers: PROVIDERS } as const;
    for (let ms = 0; ms < 30 * MINUTE; ms += 10 * SECOND) {
      here.clock.advance(10 * SECOND);
      await here.store.heartbeat({ ...ear, receiverDownForMs: ms });
    }
    expect(await here.processDue()).toEqual({});
    await reconcile(here);
    expect(await here.processDue()).toEqual({});
    await here.listen(15 * MINUTE);
    expect(await here.decide()).toEqual({ "receipt-overdue": 1 });
  });

  it("do not delay recipients who would have no time left for the next step, and the store counts these recipients", async () => {
    const here = await scene({ plan: ONE_CARRIER, people: [{ deadline: { afterMs: 3 * HOUR } }] });
    await here.receipt(await here.sendOne(), "delivered");
    await unheard(here, 3 * HOUR - 40 * SECOND);
    expect(await here.processDue()).toEqual({ "ack-timeout": 1 });
    expect((await here.ledger()).totals.unreconciled).toBe(1);
    expect(await here.claim("email.smtp")).toHaveLength(1);
  });
});
