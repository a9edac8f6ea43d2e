import type { PlanRetention, RecordItem } from "@relance/spec";
import { expect, it } from "vitest";
import { retainAll } from "./scene/every-row.ts";
import { HOUR, SMS_ONLY } from "./scene/plan.ts";
import { phoneNumbered, row } from "./scene/rows.ts";
import { capturedMessage, type Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const DAY = 24 * HOUR;

export const retainContract: Area = area("retention", ({ test, scene }) => {
  /**
   * Creates two recipients with data of each retention class. The enrollment of p1 ends after one day, the enrollment
   * of p2 after thirty days.
   */
  async function known(kept?: PlanRetention): Promise<Scene> {
    const people = [{ deadline: { afterMs: DAY } }, { deadline: { afterMs: 30 * DAY } }];
    const contacts = [{ channel: "sms", address: phoneNumbered(8) }] as const;
    const refused = [{ line: 8, key: "p8", reason: "message/bad-time", advice: "…", contacts }];
    const here = await scene({ people, plan: { ...SMS_ONLY, kept }, refused });
    for (const one of await here.claim()) {
      await here.settle(one, "accepted", { ref: one.attemptId, captured: capturedMessage(one) });
      const { attemptId } = one;
      const item = { type: "receipt", kind: "delivered", quality: "carrier", attemptId } as const;
      const record: RecordItem = { provider: "sms.main", item, raw: Buffer.from(`to ${one.address}`) };
      const hint = { type: "signal", kind: "shown", attemptId, detail: `by ${one.address}` } as const;
      await here.store.record([record, { provider: "sms.main", item: hint }]);
      await here.reply(one.address, `I am ${one.key}`);
    }
    return here;
  }

  it("erases no data of an enrollment before the data's retention ends", async () => {
    const here = await known();
    expect(await retainAll(here, { contacts: 0, bodies: 0, raw: 0 })).toBe(0);
    expect((await here.person("p1")).contacts).toHaveLength(2);
  });

  it("erases each class of data once when its retention ends, and changes no count", async () => {
    const here = await known();
    await here.skip(3 * DAY);
    await here.processDue();
    const before = await here.ledger();
    expect(await retainAll(here, { contacts: 5 * DAY, bodies: DAY })).toBeGreaterThan(0);
    expect((await here.store.outbox({ limit: 10 })).rows.map(({ to }) => to)).toEqual([phoneNumbered(2)]);
    const { rows } = await here.store.replies({ limit: 10 });
    expect(rows.map(({ text }) => text).sort()).toEqual(["", "I am p2"]);
    expect((await here.person("p1")).contacts).toHaveLength(2);
    expect(await retainAll(here, { contacts: DAY, raw: DAY })).toBeGreaterThan(0);
    expect(await here.person("p1")).toMatchObject({ contacts: [], variables: {}, key: "p1" });
    expect(await here.person("p2")).toMatchObject({ variables: { name: "Person 2" } });
    expect(await retainAll(here, { contacts: DAY, bodies: DAY, raw: DAY })).toBe(0);
    expect(await here.ledger()).toEqual(before);
    expect(await here.reply(phoneNumbered(1), "done")).toMatchObject({ reply: "unknown" });
  });

  it("erases a signal's detail together with the requests, and keeps the signal", async () => {
    const here = await known();
    await here.skip(3 * DAY);
    const told = async (key: string) => (await here.person(key)).signals.map(({ type, detail }) => [type, detail]);
    expect(await retainAll(here, { contacts: DAY, bodies: DAY })).toBeGreaterThan(0);
    expect(await told("p1")).toEqual([["signal.shown", `by ${phoneNumbered(1)}`]]);
    expect(await retainAll(here, { raw: DAY })).toBeGreaterThan(0);
    expect(await told("p1")).toEqual([["signal.shown", undefined]]);
    expect(await told("p2")).toEqual([["signal.shown", `by ${phoneNumbered(2)}`]]);
    expect(await retainAll(here, { raw: DAY })).toBe(0);
  });

  it("keeps the salt that proves a recipient's evidence while the recipient's key is known", async () => {
    const here = await known();
    await here.skip(3 * DAY);
    await here.processDue();
    const { enrollment } = await here.person("p1");
    const leaves = () => here.store.eventDetails({ enrollment });
    const before = await leaves();
    expect(before.rows[0]?.details).toBe(JSON.stringify({ key: "p1" }));
    expect(await retainAll(here, { contacts: DAY })).toBeGreaterThan(0);
    expect(await leaves()).toEqual(before);
  });

  it("erases refused rows' addresses when it erases the campaign's last recipient", async () => {
    const here = await known();
    const refused = async () => (await here.unreached()).find(({ state }) => state === "refused")?.contacts.length;
    await here.skip(3 * DAY);
    await here.processDue();
    await retainAll(here, { contacts: DAY });
    expect(await refused()).toBe(1);
    await here.skip(30 * DAY);
    await here.processDue();
    await retainAll(here, { contacts: DAY });
    expect(await refused()).toBe(0);
  });

  /** Counts the remaining values of {@link known}, for p1 and for the refused row. */
  async function left(here: Scene, campaign: number = here.campaign.campaign) {
    const rows = await here.unreached({ campaign });
    const outbox = (await here.store.outbox({ limit: 10 })).rows.filter(({ to }) => to === phoneNumbered(1));
    const replies = (await here.store.replies({ limit: 10 })).rows.filter(({ text }) => text === "I am p1");
    return {
      contacts: (await here.person("p1", campaign)).contacts.length,
      refused: rows.find(({ state }) => state === "refused")?.contacts.length,
      bodies: outbox.length + replies.length,
    };
  }

  it("applies a campaign's own shorter retention to recipients, refused rows and texts", async () => {
    const here = await known({ contacts: DAY, bodies: 0, raw: 0 });
    const { campaign } = here.campaign;
    await here.seed({
      name: "other",
      plan: SMS_ONLY,
      people: [{ key: "p1", sms: ["+33600007777"], email: [], deadline: { afterMs: DAY } }],
    });
    await here.skip(3 * DAY);
    await here.processDue();
    expect(await retainAll(here, { contacts: 5 * DAY })).toBeGreaterThan(0);
    expect(await left(here, campaign)).toEqual({ contacts: 0, refused: 1, bodies: 0 });
    expect((await here.person("p1")).contacts).toHaveLength(1);
    await here.skip(30 * DAY);
    await here.processDue();
    await retainAll(here, { contacts: 500 * DAY });
    expect((await left(here, campaign)).refused).toBe(0);
    expect((await here.person("p1")).contacts).toHaveLength(1);
  });

  it("uses the gateway's retention, unless the campaign gives a reason for a longer retention", async () => {
    const here = await known({ contacts: 50 * DAY, bodies: 50 * DAY });
    const { campaign } = here.campaign;
    const longer = { contacts: 50 * DAY, isLonger: true } as const;
    await here.seed({
      name: "other",
      plan: { ...SMS_ONLY, kept: longer },
      people: [{ key: "p1", sms: ["+33600007777"], email: [], deadline: { afterMs: DAY } }],
    });
    await here.skip(3 * DAY);
    await here.processDue();
    await retainAll(here, { contacts: DAY });
    expect(await left(here, campaign)).toMatchObject({ contacts: 0, bodies: 2 });
    expect((await here.person("p1")).contacts).toHaveLength(1);
    await here.skip(49 * DAY);
    await retainAll(here, { contacts: DAY });
    expect((await here.person("p1")).contacts).toHaveLength(0);
  });

  it("uses the newest version of a campaign, also for recipients with an older version", async () => {
    const here = await known({ contacts: 50 * DAY });
    await here.skip(3 * DAY);
    await here.processDue();
    expect(await retainAll(here, {})).toBe(0);
    const amended = { ...here.campaign.plan, kept: { contacts: DAY } };
    await here.newVersion(amended);
    expect(await retainAll(here, {})).toBe(1);
    expect((await here.person("p1")).contacts).toHaveLength(0);
  });

  test("erases the texts of transactional messages", { people: 0 }, async (here) => {
    await here.seed({ name: "send", audience: "open", until: "defined" });
    const rows = [{ ...row(1, { key: "order-17", deadline: { afterMs: HOUR } }), person: "p1" }];
    await here.enroll(rows);
    await here.skip(2 * DAY);
    await here.processDue();
    expect(await retainAll(here, { bodies: DAY })).toBe(1);
    expect(await here.person("order-17")).toMatchObject({ variables: {} });
    expect((await here.person("order-17")).contacts).toHaveLength(2);
  });
});
