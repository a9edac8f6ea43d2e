import type { RecordItem, SignalItem } from "@relance/spec";
import { expect, it } from "vitest";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const toBytes = (text: string) => new TextEncoder().encode(text);

async function readErrors(here: Scene, campaign = here.campaign.campaign) {
  const [ledger] = await here.store.count(campaign, { errors: true });
  return ledger?.errors ?? [];
}

export const reportedContract: Area = area("stored receipts", ({ test, scene }) => {
  async function about(here: Scene, key: string, withRequests = false) {
    const { enrollment } = await here.person(key);
    const person = await here.store.read(
      { enrollment },
      { receipts: withRequests ? "with-requests" : "without-requests" },
    );
    return person?.receipts ?? [];
  }

  test("contain their source, id, code, time and arrival time", async (here) => {
    const { attemptId, ref } = await here.sendOne();
    const occurredAt = here.now - 5_000;
    await here.receipt({ attemptId }, "in-transit", { quality: "accepted" });
    await here.receipt({ ref }, "undelivered", { addressPermanent: true, errorCode: "30005", occurredAt });
    expect(await about(here, "p1")).toMatchObject([
      { attemptId, provider: "sms.main", kind: "in-transit", quality: "accepted", code: undefined, ref },
      {
        attemptId,
        kind: "undelivered",
        addressPermanent: true,
        quality: "carrier",
        code: "30005",
        ref,
        occurredAt: new Date(occurredAt),
        receivedAt: new Date(here.now),
        hasRequest: false,
      },
    ]);
  });

  test("include receipts that arrived before the provider's answer to the send", async (here) => {
    const { attemptId } = await here.claimOne();
    await here.receipt({ ref: "early" }, "undelivered", { errorCode: "30003" });
    await here.settle({ attemptId }, "accepted", { ref: "early" });
    expect(await about(here, "p1")).toMatchObject([{ attemptId, ref: "early", code: "30003" }]);
    expect(await readErrors(here)).toMatchObject([{ vendorCode: "30003", count: 1 }]);
  });

  it("contain the provider's request only if the caller asks for it, and never a request that also concerns another recipient", async () => {
    const here = await scene({ people: 3 });
    const [first, second, third] = await here.send();
    const item = (attemptId = "", raw: Uint8Array): RecordItem => ({
      provider: "sms.main",
      item: { type: "receipt", kind: "delivered", quality: "handset", attemptId },
      raw,
    });
    const [own, shared] = [toBytes("To=+33639980001"), toBytes("To=+33639980002 and To=+33639980003")];
    await here.store.record([item(first?.attemptId, own)]);
    await here.store.record([item(second?.attemptId, shared), item(third?.attemptId, shared)]);
    const [plain] = await about(here, first?.key ?? "");
    expect(plain).toMatchObject({ hasRequest: true });
    expect(plain?.request).toBeUndefined();
    const [shown] = await about(here, first?.key ?? "", true);
    expect(shown?.isShared).toBe(false);
    expect(new TextDecoder().decode(shown?.request)).toBe("To=+33639980001");
    const [hidden] = await about(here, second?.key ?? "", true);
    expect(hidden).toMatchObject({ hasRequest: true, isShared: true });
    expect(hidden?.request).toBeUndefined();
  });

  test("are absent for a recipient without messages", async (here) => {
    expect(await about(here, "p1", true)).toEqual([]);
  });
});

export const errorsContract: Area = area("counts of errors", ({ test, scene }) => {
  it("count messages by provider and code, whether the provider refused them or reported a failure later", async () => {
    const here = await scene({ people: 5 });
    const [first, ...others] = await here.claim();
    const refused = { errorCode: "provider/rejected", vendorCode: "21610", disposition: "reject" } as const;
    await here.settle({ attemptId: first?.attemptId ?? "" }, "rejected", refused);
    for (const [place, { attemptId }] of others.entries())
      await here.settle({ attemptId }, "accepted", { ref: `r${place + 2}` });
    const lost = { errorCode: "30003" };
    await here.receipt({ ref: "r2" }, "undelivered", lost);
    here.clock.advance(1_000);
    await here.receipt({ ref: "r3" }, "undelivered", lost);
    await here.receipt({ ref: "r4" }, "undelivered", { ...lost, addressPermanent: true });
    await here.receipt({ ref: "r5" }, "delivered");
    const [most, ...rest] = await readErrors(here);
    expect(most).toEqual({
      provider: "sms.main",
      code: undefined,
      vendorCode: "30003",
      evidence: "undelivered-temporary",
      count: 2,
      lastAt: new Date(here.now),
    });
    expect(rest).toHaveLength(2);
    expect(rest).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ vendorCode: "30003", evidence: "undelivered-permanent", count: 1 }),
        expect.objectContaining({ code: "provider/rejected", vendorCode: "21610", evidence: "none", count: 1 }),
      ]),
    );
  });

  test("are empty for another campaign, and for a campaign without errors", async (here) => {
    await here.sendOne();
    expect(await readErrors(here)).toEqual([]);
    expect(await readErrors(here, 999_999)).toEqual([]);
  });
});

export const signalsContract: Area = area("signals", ({ test }) => {
  function hint(here: Scene, attemptId: string, facts: Partial<SignalItem> = {}) {
    const item: SignalItem = { type: "signal", kind: "link-fetched", attemptId, ...facts };
    return here.store.record([{ provider: "sms.main", item }]);
  }

  test("are shown with the recipient and in the list, and change no state", async (here) => {
    const { attemptId } = await here.sendOne();
    const before = await here.person("p1");
    const events = await here.events();
    expect(await hint(here, attemptId)).toMatchObject([{ status: "stored", fold: "applied" }]);
    await hint(here, attemptId, { kind: "press-doubted", detail: "decoy" });
    const { signals, lastAttempt, ...rest } = await here.person("p1");
    expect(signals).toMatchObject([
      { type: "signal.link-fetched", attemptId, provider: "sms.main", at: new Date(here.now) },
      { type: "signal.press-doubted", attemptId, detail: "decoy" },
    ]);
    expect(lastAttempt).toEqual({ ...before.lastAttempt, signal: "press-doubted" });
    const { signals: none, lastAttempt: _, ...same } = before;
    expect([none, rest]).toEqual([[], same]);
    expect(await here.events()).toEqual(events);
    expect((await here.list())[0]?.lastAttempt?.signal).toBe("press-doubted");
  });

  test("are stored once if they are repeated, and a different time or detail makes a new signal", async (here) => {
    const { attemptId } = await here.sendOne();
    const occurredAt = here.now;
    for (const facts of [{}, {}, { occurredAt }, { occurredAt }, { detail: "decoy" }])
      await hint(here, attemptId, facts);
    expect((await here.person("p1")).signals).toHaveLength(3);
  });

  test("about every message of the recipient are shown, oldest first", async (here) => {
    const first = await here.sendOne();
    await here.receipt(first, "undelivered");
    await here.decide();
    const second = await here.sendOne("sms.second");
    await hint(here, second.attemptId);
    await hint(here, first.attemptId, { kind: "shown" });
    const { signals, lastAttempt } = await here.person("p1");
    expect(signals.map(({ type, attemptId }) => [type, attemptId])).toEqual([
      ["signal.link-fetched", second.attemptId],
      ["signal.shown", first.attemptId],
    ]);
    expect(lastAttempt?.signal).toBe("link-fetched");
  });

  test("without a matching message are stored and not shown", async (here) => {
    await here.sendOne();
    expect(await hint(here, "zzzz")).toMatchObject([{ status: "stored" }]);
    expect((await here.person("p1")).signals).toEqual([]);
  });
});
