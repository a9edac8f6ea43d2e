import { addChannels, type Channel, type ChannelDescription, channels, type EnrollRow, PHONE } from "@relance/spec";
import { afterAll, beforeAll, expect } from "vitest";
import { forgetAll, forgottenPerson } from "./erase.ts";
import { route, step } from "./scene/plan.ts";
import { contactDigest, row } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const PER_CHANNEL = 3;

const FURTHER: readonly ChannelDescription[] = ["letter", "pager", "fax"].map((name, index) => ({
  name: name as Channel,
  number: 7 + index,
  words: { message: `a ${name}`, addresses: `${name} addresses` },
  address: { ...PHONE, destination: (kept: string) => kept.slice(0, 5) },
  content: { body: "text", most: { characters: 1_000 } },
  receipts: { proves: { delivered: "carrier", engaged: "human" }, prevails: "delivered" },
}));

function contactAddress(channel: Channel, index: number): string {
  return `${channel}-of-Ada-${index}`;
}

function everywhere(): EnrollRow {
  const contacts = channels().flatMap((channel) =>
    Array.from({ length: PER_CHANNEL }, (_, index) => ({
      ...{ channel, address: contactAddress(channel, index) },
      // the store's thread cannot call the engine, so the test adds the fields that the engine would add
      destination: channel.slice(0, 3),
    })),
  );
  const digests = contacts.map(({ channel, address }) => contactDigest(channel, address));
  const { tombstones } = forgottenPerson("ada");
  return { ...row(1, { key: "ada" }), contacts, digests, steps: 0b111_1111, tombstones };
}

const ladder = () => ({
  maxTries: 2 * PER_CHANNEL,
  steps: channels().map((channel) =>
    step(channel, { route: [route({ provider: `${channel}.main`, receipts: false, lookup: false })] }),
  ),
});

async function enroll(here: Scene): Promise<void> {
  await here.seed({ name: "everywhere", plan: ladder(), until: "defined" });
  const importId = "ada";
  const { statuses } = await here.enroll([everywhere()], { importId });
  expect(statuses).toEqual(["new"]);
  await here.store.seal({ campaign: here.campaign.campaign, importId, chunks: 1 });
}

/**
 * A store encodes a recipient's usable contacts in 30 bits: three contacts on each of ten channels. Three of the
 * possible channel numbers are unused.
 */
export const allChannelsContract: Area = area("recipients with all channels", ({ test }) => {
  let takeBack: () => void;
  beforeAll(() => {
    takeBack = addChannels(FURTHER);
  });
  afterAll(() => takeBack());

  test("are stored and read with all their contacts, in order", { people: 0 }, async (here) => {
    await enroll(here);
    const expected = everywhere().contacts.map(({ channel, address }) => ({ channel, address }));
    expect((await here.person("ada")).contacts).toEqual(expected);
    expect((await here.list()).map(({ contacts }) => contacts)).toEqual([expected]);
  });

  test("are claimed with each of their contacts in turn", { people: 0 }, async (here) => {
    await enroll(here);
    const claimed: string[] = [];
    for (const channel of channels()) {
      for (let index = 0; index < PER_CHANNEL; index++) {
        const one = await here.claimOne(`${channel}.main`);
        claimed.push(`${one.channel} ${one.address} ${one.contact}`);
        await here.settle(one, "rejected", { disposition: "reject", errorCode: "provider/bad-recipient" });
        await here.decide();
      }
    }
    const all = channels().flatMap((channel) =>
      Array.from({ length: PER_CHANNEL }, (_, index) => `${channel} ${contactAddress(channel, index)} ${index}`),
    );
    expect(claimed).toEqual(all);
    const { state, contacts } = await here.person("ada");
    expect([state, new Set(contacts.map(({ barred }) => barred))]).toEqual(["exhausted", new Set(["dead"])]);
  });

  test("can be suppressed and allowed again one contact at a time", { people: 0 }, async (here) => {
    await enroll(here);
    for (const channel of channels()) {
      const digest = contactDigest(channel, contactAddress(channel, PER_CHANNEL - 1));
      const rule = { tenant: "", channel, digest, reason: "complaint", actor: "test" };
      expect(await here.store.suppress([rule])).toMatchObject([{ status: "new", people: 1 }]);
      const barred = (await here.person("ada")).contacts.filter((contact) => contact.barred !== undefined);
      expect(barred).toEqual([{ channel, address: contactAddress(channel, PER_CHANNEL - 1), barred: "opted-out" }]);
      const listed = await here.store.suppressions({ limit: 10 });
      expect(listed.rows).toMatchObject([{ channel, address: contactAddress(channel, PER_CHANNEL - 1) }]);
      expect(await here.store.suppress([{ ...rule, remove: true }])).toMatchObject([{ status: "removed" }]);
    }
  });

  test("are forgotten with all their contacts", { people: 0 }, async (here) => {
    await enroll(here);
    const one = await here.claimOne("sms.main");
    await here.settle(one, "accepted", { ref: "taken" });
    expect(await forgetAll(here, "ada")).toMatchObject({ enrollments: 1, cancelled: 1 });
    const seen = JSON.stringify([
      await here.list(),
      await here.store.read({ enrollment: one.enrollment }),
      await here.store.suppressions({ limit: 10 }),
      await here.events(),
    ]);
    expect(seen).not.toContain("-of-Ada-");
  });
});
