import { expect, it } from "vitest";
import { HOUR, MINUTE, ONE_CARRIER, SECOND } from "./scene/plan.ts";
import { type Area, area } from "./scene/scenes.ts";

export const recoverContract: Area = area("recovery", ({ test, scene }) => {
  it("marks a dead worker's attempts as uncertain, and does not send their messages again", async () => {
    const here = await scene({ people: 3, plan: ONE_CARRIER });
    await here.claim("sms.main", 2);
    await here.crash();
    expect(await here.store.recover()).toMatchObject({ moved: 2, more: false });
    expect((await here.ledger()).attempts).toMatchObject([{ state: "uncertain", count: 2 }]);
    expect((await here.claim()).map(({ key }) => key)).toEqual(["p3"]);
  });

  test("does not change the attempts of a live worker", async (here) => {
    await here.claim();
    await here.listen(10 * MINUTE);
    expect((await here.store.recover()).moved).toBe(0);
    expect((await here.person("p1")).lastAttempt?.state).toBe("submitting");
  });

  test("does not wait for the lease of a worker that shut down cleanly", async (here) => {
    await here.claim();
    await here.skip(SECOND);
    expect((await here.store.recover()).moved).toBe(1);
  });

  test("changes nothing when it repeats", async (here) => {
    await here.claim();
    await here.crash();
    await here.store.recover();
    const [ledger, events] = [await here.ledger(), await here.events()];
    expect((await here.store.recover()).moved).toBe(0);
    expect(await here.ledger()).toEqual(ledger);
    expect(await here.events()).toEqual(events);
  });

  test("is corrected by a receipt with our id, which shows what happened to the message", {
    plan: ONE_CARRIER,
  }, async (here) => {
    const one = await here.claimOne();
    await here.crash();
    await here.processDue();
    await here.receipt(one, "delivered");
    expect((await here.person("p1")).lastAttempt).toMatchObject({ state: "accepted", evidence: "delivered" });
    expect((await here.ledger()).totals.contradictory).toBe(0);
    await here.listen(11 * MINUTE);
    expect(await here.decide()).toEqual({});
  });

  test("is corrected by the worker's late outcome, which adds the provider's id", async (here) => {
    const one = await here.claimOne();
    const late = here.worker;
    await here.crash();
    await here.processDue();
    const outcome = { attemptId: one.attemptId, kind: "accepted", ref: "r1" } as const;
    expect(["applied", "recorded"]).toContain((await here.store.settle(late, [outcome]))[0]);
    expect((await here.person("p1")).lastAttempt?.state).toBe("accepted");
    expect(await here.receipt({ ref: "r1" }, "delivered")).toMatchObject({ fold: "applied" });
  });

  test("is followed by a late outcome, which adds the provider's id but moves no recipient back", async (here) => {
    const one = await here.claimOne();
    const late = here.worker;
    await here.crash();
    await here.processDue();
    await here.listen(10 * MINUTE);
    await here.decide();
    const other = await here.claimOne("sms.second");
    const outcome = { attemptId: one.attemptId, kind: "accepted", ref: "r1" } as const;
    expect(await here.store.settle(late, [outcome])).toEqual(["recorded"]);
    expect(await here.receipt({ ref: "r1" }, "delivered")).toMatchObject({ fold: "applied" });
    expect(await here.settle(other, "accepted", { ref: "r2" })).toBe("applied");
  });

  it("leads to one counted acceptance, in whatever order outcome, receipt and recovery happen", async () => {
    const orders = [
      ["settle", "receipt", "recover"],
      ["receipt", "recover", "settle"],
      ["recover", "receipt", "settle"],
      ["recover", "settle", "receipt"],
    ];
    const here = await scene({ people: orders.length, plan: ONE_CARRIER });
    const claimed = await here.claim();
    const late = here.worker;
    const act = async (what: string | undefined, attemptId: string) => {
      if (what === "receipt") await here.receipt({ attemptId }, "delivered");
      if (what === "settle") await here.store.settle(late, [{ attemptId, kind: "accepted", ref: attemptId }]);
    };
    for (let turn = 0; turn < 3; turn++) {
      for (const [index, order] of orders.entries()) await act(order[turn], claimed[index]?.attemptId ?? "");
      if (turn === 0) await here.crash();
      await here.store.recover();
    }
    expect((await here.ledger()).attempts).toEqual([
      { step: 1, provider: "sms.main", state: "accepted", evidence: "delivered", count: orders.length },
    ]);
  });

  test("marks the attempt of an acknowledged recipient as uncertain, and does not change the recipient", async (here) => {
    await here.claim();
    await here.acknowledge("p1");
    await here.crash();
    await here.processDue();
    expect(await here.person("p1")).toMatchObject({ state: "acknowledged", lastAttempt: { state: "uncertain" } });
  });

  it("loses no recipient: every recipient continues, and no provider sends a message twice", async () => {
    const here = await scene({ people: 20 });
    const claimed = await here.claim("sms.main", 8);
    await here.crash();
    await here.processDue();
    await here.listen(11 * MINUTE);
    await here.decide();
    const again = [...(await here.send("sms.main")), ...(await here.send("sms.second"))];
    expect(again).toHaveLength(20);
    const keys = new Set(claimed.map(({ key }) => key));
    expect(again.filter(({ key, provider }) => keys.has(key) && provider === "sms.main")).toEqual([]);
  });
});

export const resolveContract: Area = area("the look-up of attempts", ({ test, scene }) => {
  test("returns each attempt without a known outcome once per interval", { people: 2 }, async (here) => {
    const [one] = await here.claim("sms.main", 1);
    await here.settle({ attemptId: one?.attemptId ?? "" }, "uncertain");
    await here.sendOne();
    const ask = { worker: here.worker, provider: "sms.main", limit: 10 };
    const questions = await here.store.resolve(ask);
    expect(questions).toMatchObject([{ attemptId: one?.attemptId, provider: "sms.main", to: one?.address }]);
    expect(await here.store.resolve(ask)).toEqual([]);
    expect(await here.store.resolve({ ...ask, provider: "sms.second" })).toEqual([]);
  });

  it("releases the recipient if an authoritative provider reports that it sent nothing", async () => {
    const here = await scene({ plan: ONE_CARRIER });
    const one = await here.claimOne();
    await here.crash();
    await here.processDue();
    expect(await here.settle(one, "not-sent")).toBe("applied");
    await here.listen(10 * SECOND);
    expect(await here.claim()).toMatchObject([{ key: "p1", step: 1 }]);
  });

  test("returns attempts that were in flight during a period without a receiver", async (here) => {
    const one = await here.sendOne();
    await here.listen(HOUR / 6, ["email.smtp"]);
    const { openGaps } = await here.beat();
    const gap = openGaps.find(({ provider }) => provider === "sms.main");
    const ask = { worker: here.worker, provider: "sms.main", limit: 10, gap: gap?.id };
    expect(await here.store.resolve(ask)).toMatchObject([{ attemptId: one.attemptId, ref: one.ref }]);
  });

  it("can also return a sample of accepted messages without a receipt, each message once per interval", async () => {
    const here = await scene({ people: 12 });
    const sent = await here.send();
    const { campaign } = here.campaign;
    const ask = { worker: here.worker, provider: "sms.main", limit: 50 };
    const sample = { campaign, olderThanMs: 20 * SECOND };
    expect(await here.store.resolve({ ...ask, sample })).toEqual([]);
    const [reported, ...silent] = sent;
    if (reported === undefined) throw new Error("nothing was sent");
    await here.receipt(reported, "delivered");
    await here.listen(20 * SECOND);
    const other = { campaign: campaign + 1, olderThanMs: 0 };
    expect(await here.store.resolve({ ...ask, sample: other })).toEqual([]);
    expect(await here.store.resolve({ ...ask, sample: { ...sample, destination: "+4477" } })).toEqual([]);
    const few = await here.store.resolve({ ...ask, limit: 3, sample });
    const [row] = (await here.store.bins({ campaign, since: 0 })).rows;
    const rest = await here.store.resolve({ ...ask, sample: { ...sample, destination: row?.destination } });
    expect(few).toHaveLength(3);
    const asked = [...few, ...rest].map(({ attemptId }) => attemptId);
    expect(new Set(asked)).toEqual(new Set(silent.map(({ attemptId }) => attemptId)));
    expect(asked).toHaveLength(silent.length);
    await here.listen(40 * SECOND);
    expect(await here.store.resolve({ ...ask, sample })).toHaveLength(silent.length);
  });
});
