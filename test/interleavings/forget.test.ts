import { verifyEvidence } from "@relance/evidence";
import { EVENT_KINDS } from "@relance/spec";
import type { CampaignHandle } from "relance";
import { partsOf } from "relance/parts";
import { expect, it } from "vitest";
import { EVENT_SECRET, type EventReceiver, openEventReceiver } from "../e2e/support/event-receiver.ts";
import { waitFor } from "../e2e/support/wait-for.ts";
import { everywhere } from "../privacy/support/everywhere.ts";
import { type HeldHouse, openHeldHouse } from "../privacy/support/held-house.ts";
import { ADA, BOB, campaign, SAID, TEXTS_OF_ADA } from "../privacy/support/told-house.ts";
import { type OpenPlace, overStores } from "../support/over-stores.ts";
import { webhookStates } from "../support/webhook-states.ts";

const BY = { actor: "desk", reason: "request 2026-114" };

const crm = (receiver: EventReceiver) => ({
  crm: { url: receiver.url, secret: EVENT_SECRET, allowPrivate: true, events: EVENT_KINDS },
});

async function underWay(db: string, { gateway, wire }: HeldHouse): Promise<CampaignHandle> {
  const handle = await gateway.campaigns.start(campaign("spring"), { rows: [ADA, BOB] });
  await waitFor("both messages on the wire", () => wire.length === 2);
  expect(await everywhere(db, ADA.key)).not.toEqual([]);
  return handle;
}

function messageTo({ wire }: HeldHouse, { mobile }: { readonly mobile: string }) {
  const held = wire.find(({ to }) => to === mobile);
  if (held === undefined) throw new Error("nothing is on the wire to this number");
  return held;
}

async function settled(handle: CampaignHandle): Promise<void> {
  await waitFor("the outcome of everybody", async () => {
    const { attempts } = await handle.ledger();
    return attempts.every(({ state, count }) => state !== "submitting" || count === 0);
  });
}

async function expectGone(db: string, house: HeldHouse, handle: CampaignHandle): Promise<void> {
  const { gateway, log } = house;
  await house.rest();
  for (const text of TEXTS_OF_ADA) expect([text, await everywhere(db, text)]).toEqual([text, []]);
  expect(log()).not.toMatch(/Quellebrune|8841|639981234/i);
  const { holds, audience } = await handle.ledger();
  expect({ holds, enrolled: audience.enrolled }).toEqual({ holds: true, enrolled: 2 });
  const { findings } = await partsOf(gateway).store.audit({ limit: 1_000 });
  expect(findings).toEqual([]);
  const lines: string[] = [];
  for await (const line of handle.evidence()) lines.push(JSON.stringify(line));
  const { problems, leaves } = await verifyEvidence(lines);
  expect(problems).toEqual([]);
  expect(leaves).toBeGreaterThan(4);
  const autumn = await gateway.campaigns.start(campaign("autumn"), { rows: [ADA, BOB] });
  expect((await autumn.ledger()).audience).toMatchObject({ enrolled: 1, refusedBy: { forgotten: 1 } });
  for (const text of TEXTS_OF_ADA) expect([text, await everywhere(db, text)]).toEqual([text, []]);
}

await overStores((openPlace: OpenPlace) => {
  it.each([
    ["is taken", (house: HeldHouse) => messageTo(house, ADA).take("ref-of-hers")],
    ["is lost on the way", (house: HeldHouse) => messageTo(house, ADA).lose()],
  ])(
    "62: forgotten while a message is in flight, which %s: it settles, and no data of the recipient remains",
    async (_, answer) => {
      await using receiver = await openEventReceiver();
      await using place = await openPlace();
      await using house = await openHeldHouse(place.db, crm(receiver));
      const handle = await underWay(place.db, house);
      const { cancelled } = await house.gateway.erase([ADA.key], BY);
      expect(cancelled).toBe(1);
      answer(house);
      messageTo(house, BOB).take("ref-of-his");
      await settled(handle);
      expect(await handle.recipient(ADA.key)).toBeUndefined();
      expect((await handle.recipient(BOB.key))?.lastAttempt).toMatchObject({ state: "accepted" });
      await expectGone(place.db, house, handle);
    },
  );

  it("62: forgotten while receipts, a reply and a signal arrive: no data of the recipient remains, in any order", async () => {
    await using receiver = await openEventReceiver();
    await using place = await openPlace();
    await using house = await openHeldHouse(place.db, crm(receiver));
    const handle = await underWay(place.db, house);
    const { attemptId } = messageTo(house, ADA);
    messageTo(house, ADA).take("ref-of-hers");
    messageTo(house, BOB).take("ref-of-his");
    await settled(handle);
    const raw = `To=${encodeURIComponent(ADA.mobile)}&Body=${encodeURIComponent(SAID)}`;
    const receipt = { type: "receipt", kind: "delivered", quality: "carrier" } as const;
    const coming = [
      { ...receipt, attemptId },
      { ...receipt, ref: "ref-of-hers" },
      { type: "signal", kind: "shown", attemptId, detail: `opened by ${ADA.mail}` },
    ];
    const reply = { type: "reply", from: ADA.mobile, text: SAID, eventId: `mo-1-${ADA.mobile}` };
    await house.record("sms.main", reply, raw);
    const before = coming.map((item) => house.record("sms.main", item, raw));
    const forgetting = house.gateway.erase([ADA.key], BY);
    const after = coming.map((item) => house.record("sms.main", item, raw));
    await Promise.all([...before, forgetting, ...after]);
    for (const item of coming) await house.record("sms.main", item, raw);
    await expectGone(place.db, house, handle);
  });

  it("62: forgotten after a carrier accepted a message under an id made of the number: the id is gone, and its receipt counts", async () => {
    await using receiver = await openEventReceiver();
    await using place = await openPlace();
    await using house = await openHeldHouse(place.db, crm(receiver));
    const handle = await underWay(place.db, house);
    const ref = `${ADA.mobile.slice(1)}-17`;
    messageTo(house, ADA).take(ref);
    messageTo(house, BOB).take("ref-of-his");
    await settled(handle);
    expect(await everywhere(place.db, ref)).not.toEqual([]);
    await house.gateway.erase([ADA.key], BY);
    await house.record("sms.main", { type: "receipt", kind: "delivered", quality: "carrier", ref }, ref);
    const { attempts } = await handle.ledger();
    expect(attempts.find(({ evidence }) => evidence === "delivered")?.count).toBe(1);
    await expectGone(place.db, house, handle);
    expect(await everywhere(place.db, ref)).toEqual([]);
  });

  it("62: forgotten while a webhook about the recipient waits: the later request does not name the recipient", async () => {
    await using receiver = await openEventReceiver();
    receiver.answer(({ data }) => (data.key === ADA.key ? 503 : 204));
    await using place = await openPlace();
    await using house = await openHeldHouse(place.db, crm(receiver));
    const handle = await underWay(place.db, house);
    messageTo(house, ADA).take("ref-of-hers");
    messageTo(house, BOB).take("ref-of-his");
    await settled(handle);
    const { events } = await partsOf(house.gateway).store.events({ limit: 1_000 });
    const hers = events.filter(({ key }) => key === ADA.key).length;
    await waitFor("everything of hers to wait", async () => {
      const [state] = await webhookStates(house.gateway);
      return state?.parked === hers;
    });
    await house.gateway.erase([ADA.key], BY);
    const { length } = receiver.asked;
    receiver.answer(204);
    await house.gateway.command("webhooks", "resume", { name: "crm" });
    await house.gateway.command("webhooks", "replay", {
      name: "crm",
      since: new Date(Date.now() - 3_600_000).toISOString(),
    });
    await waitFor("everything told", async () => {
      const [state] = await webhookStates(house.gateway);
      return receiver.asked.length > length && state?.backlog?.events === 0;
    });
    const told = receiver.asked
      .slice(length)
      .map(({ raw }) => raw)
      .join("\n");
    expect(told).toContain(BOB.key);
    for (const text of TEXTS_OF_ADA) expect(told).not.toContain(text);
    await expectGone(place.db, house, handle);
  });
});
