import type { ReceiptItem } from "@relance/spec";
import { expect, it } from "vitest";
import { HOUR, ONE_CARRIER } from "./scene/plan.ts";
import { phoneNumbered } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

export const receiptsContract: Area = area("receipts", ({ test, scene }) => {
  async function evidence(here: Scene): Promise<string | undefined> {
    return (await here.person("p1")).lastAttempt?.evidence;
  }

  test("match a message by our own id, or by the provider's id", { people: 2 }, async (here) => {
    const [first, second] = await here.send();
    expect(await here.receipt({ attemptId: first?.attemptId ?? "" }, "delivered")).toMatchObject({
      status: "stored",
      fold: "applied",
    });
    expect(await here.receipt({ ref: second?.ref ?? "" }, "delivered")).toMatchObject({ fold: "applied" });
    expect((await here.ledger()).attempts).toEqual([
      { step: 1, provider: "sms.main", state: "accepted", evidence: "delivered", count: 2 },
    ]);
  });

  test("match a message by our own id if both ids are given", { people: 2 }, async (here) => {
    const [first, second] = await here.send();
    await here.receipt({ attemptId: first?.attemptId ?? "" }, "delivered", { ref: second?.ref });
    expect(await evidence(here)).toBe("delivered");
    expect((await here.person("p2")).lastAttempt?.evidence).toBe("none");
  });

  test("with an unknown id of ours are no evidence, even if the provider's id matches a message", async (here) => {
    const { ref } = await here.sendOne();
    const ofAnAnswer = await here.receipt({ attemptId: "reply-1" }, "undelivered", { ref });
    expect(ofAnAnswer).toMatchObject({ status: "stored", fold: "unmatched" });
    expect(await evidence(here)).toBe("none");
  });

  test("never match a message of another provider, because a reference is only valid for its own provider", async (here) => {
    const { ref } = await here.sendOne();
    expect(await here.receipt({ ref, provider: "sms.second" }, "delivered")).toMatchObject({ fold: "unmatched" });
    expect(await evidence(here)).toBe("none");
  });

  test("with our own id count only for messages of the provider that sent the receipt", async (here) => {
    const { attemptId } = await here.sendOne();
    const strange = await here.receipt({ attemptId, provider: "sms.second" }, "undelivered");
    expect(strange).toMatchObject({ status: "stored", fold: "unmatched" });
    expect(await evidence(here)).toBe("none");
  });

  test("are stored once if they repeat known facts about their message, even with other details", async (here) => {
    const one = await here.sendOne();
    await here.receipt(one, "delivered", { ref: "OK" });
    const events = await here.events();
    expect(await here.receipt(one, "delivered", { ref: "OK" })).toMatchObject({ status: "repeated" });
    expect(await here.receipt(one, "delivered", { ref: "2", quality: "handset" })).toMatchObject({
      status: "repeated",
    });
    expect(await here.receipt(one, "delivered", { errorCode: "3", occurredAt: 4 })).toMatchObject({
      status: "repeated",
    });
    expect(await here.events()).toEqual(events);
  });

  test("with the same carrier id for two messages are two receipts", { people: 2 }, async (here) => {
    const [first, second] = await here.send();
    for (const { attemptId = "" } of [first ?? {}, second ?? {}])
      expect(await here.receipt({ attemptId }, "delivered", { ref: "OK" })).toMatchObject({ status: "stored" });
    expect((await here.ledger()).attempts).toMatchObject([{ evidence: "delivered", count: 2 }]);
  });

  test("of an unknown message are stored once, even under several codes", async (here) => {
    const codes = ["1", "2", "3"];
    const answers = [];
    for (const errorCode of codes)
      answers.push(await here.receipt({ attemptId: "zzzzzz" }, "undelivered", { errorCode }));
    expect(answers.map(({ status }) => status)).toEqual(["stored", "repeated", "repeated"]);
  });

  test("with a used nonce count as repeated, even if their content differs", { people: 2 }, async (here) => {
    const [first, second] = await here.send();
    const [one, other] = [{ attemptId: first?.attemptId ?? "" }, { attemptId: second?.attemptId ?? "" }];
    expect(await here.receipt(one, "delivered", { nonce: "n1" })).toMatchObject({ status: "stored" });
    expect(await here.receipt(other, "undelivered", { nonce: "n1" })).toMatchObject({ status: "repeated" });
    expect(await here.receipt(one, "delivered", { nonce: "n2" })).toMatchObject({ status: "stored" });
    expect(await here.receipt(other, "undelivered", { nonce: "n2" })).toMatchObject({ status: "repeated" });
    expect((await here.reply(phoneNumbered(2), "STOP", { nonce: "n2" })).status).toBe("repeated");
    expect((await here.person("p2")).lastAttempt?.evidence).toBe("none");
    expect(await here.receipt(other, "delivered", { nonce: "n3" })).toMatchObject({ status: "stored" });
  });

  test("that a batch contains twice are stored once", async (here) => {
    const { attemptId } = await here.sendOne();
    const item: ReceiptItem = { type: "receipt", kind: "delivered", quality: "carrier", attemptId };
    const entry = { provider: "sms.main", item };
    const answers = await here.store.record([entry, entry]);
    expect(answers.map(({ status }) => status)).toEqual(["stored", "repeated"]);
  });

  it.each([
    [["in-transit", "undelivered", "delivered"], "delivered"],
    [["delivered", "in-transit", "undelivered"], "delivered"],
    [["undelivered", "delivered", "in-transit"], "delivered"],
    [["undelivered", "in-transit", "in-transit"], "undelivered-temporary"],
    [["engaged", "undelivered", "delivered"], "engaged"],
  ] satisfies [ReceiptItem["kind"][], string][])(
    "with the kinds %j result in %s, whatever the order",
    async (kinds, expected) => {
      const here = await scene();
      const one = await here.sendOne();
      for (const kind of kinds) await here.receipt(one, kind);
      expect(await evidence(here)).toBe(expected);
    },
  );

  it("can report a late bounce of an email, because a delivery only proves that the next server accepted the email", async () => {
    const here = await scene({ people: [{ sms: [] }] });
    const one = await here.sendOne("email.smtp");
    await here.receipt(one, "delivered", { quality: "mailbox-server" });
    await here.receipt(one, "undelivered", { addressPermanent: true });
    expect(await evidence(here)).toBe("undelivered-permanent");
  });

  test("with our id can arrive before the answer to the send, and the acceptance is counted once", async (here) => {
    const one = await here.claimOne();
    await here.receipt(one, "delivered");
    await here.settle(one, "accepted", { ref: "r1" });
    expect((await here.ledger()).attempts).toEqual([
      { step: 1, provider: "sms.main", state: "accepted", evidence: "delivered", count: 1 },
    ]);
  });

  test("with the provider's id can arrive before the answer to the send, and match when the attempt settles", async (here) => {
    const one = await here.claimOne();
    expect(await here.receipt({ ref: "r1" }, "delivered")).toMatchObject({ status: "stored", fold: "unmatched" });
    await here.settle(one, "accepted", { ref: "r1" });
    await here.processDue();
    expect(await evidence(here)).toBe("delivered");
    expect(await here.receipt({ ref: "r1" }, "delivered")).toMatchObject({ status: "repeated" });
  });

  it("that arrive before the answer to the send match only a message of the same provider, even if another provider uses an equal id", async () => {
    const here = await scene({ people: 2 });
    const one = await here.claimOne();
    const other = await here.claimOne();
    await here.receipt({ ref: "r1", provider: "sms.second" }, "delivered");
    await here.settle(one, "accepted", { ref: "r1" });
    await here.processDue();
    expect(await evidence(here)).toBe("none");
    await here.settle(other, "rejected", { disposition: "reroute" });
    await here.settle(await here.claimOne("sms.second"), "accepted", { ref: "r1" });
    await here.processDue();
    expect((await here.person("p2")).lastAttempt).toMatchObject({ provider: "sms.second", evidence: "delivered" });
    expect(await evidence(here)).toBe("none");
  });

  test("prove that a message was sent although its worker reported a refusal, and prevent a second send", async (here) => {
    const one = await here.claimOne();
    await here.receipt(one, "delivered");
    await here.settle(one, "rejected", { disposition: "reroute" });
    expect(await here.claim("sms.second")).toEqual([]);
    expect((await here.person("p1")).lastAttempt?.state).toBe("accepted");
  });

  test("without a matching message are stored, and do not delay other receipts", {
    plan: ONE_CARRIER,
  }, async (here) => {
    await here.receipt(await here.sendOne(), "delivered");
    expect(await here.receipt({ attemptId: "zzzzzz" }, "delivered")).toMatchObject({
      status: "stored",
      fold: "unmatched",
    });
    await here.listen(HOUR);
    await here.decide();
    expect(await here.claim("email.smtp")).toHaveLength(1);
  });

  it.each([
    { what: "a NUL", ref: "a\0b" },
    { what: "a lone surrogate", ref: "a\uDC00" },
    { what: "ten megabytes", ref: "x".repeat(10_000_000) },
  ])("with $what are refused, and the other receipts of the same call are stored", async ({ ref }) => {
    const here = await scene({ people: 2 });
    const items = (await here.send()).map(({ attemptId }) => ({
      provider: "sms.main",
      item: { type: "receipt", kind: "delivered", quality: "carrier", attemptId } as const,
    }));
    const [first, last] = items;
    if (first === undefined || last === undefined) throw new Error("two were sent to");
    const bad = { provider: "sms.main", item: { ...first.item, ref } };
    const answers = await here.store.record([first, bad, last]);
    expect(answers.map(({ status }) => status)).toEqual(["stored", "refused", "stored"]);
    expect(answers[1]?.code).toMatch(/^webhook\//);
  });

  test("keep the bytes of the request unchanged", async (here) => {
    const { attemptId } = await here.sendOne();
    const item = { type: "receipt", kind: "delivered", quality: "carrier", attemptId } as const;
    const raw = Uint8Array.of(0, 255, 254, 0, 216);
    const answers = await here.store.record([{ provider: "sms.main", item, raw }]);
    expect(answers).toMatchObject([{ status: "stored", fold: "applied" }]);
  });

  test("differ from signals: a fetched link is neither evidence nor an answer", async (here) => {
    const { attemptId } = await here.sendOne();
    const item = { type: "signal", kind: "link-fetched", attemptId } as const;
    expect(await here.store.record([{ provider: "sms.main", item }])).toMatchObject([{ status: "stored" }]);
    expect(await here.person("p1")).toMatchObject({ state: "active", lastAttempt: { evidence: "none" } });
  });
});
