import { createHash } from "node:crypto";
import type { EnrollRow, KeptRefusal, RecordItem, Store } from "@relance/spec";
import { expect, it } from "vitest";
import { forgetAll } from "./erase.ts";
import { everyRow, retainAll } from "./scene/every-row.ts";
import { HOUR, SMS_ONLY } from "./scene/plan.ts";
import { contactDigest, phoneNumbered, row } from "./scene/rows.ts";
import { capturedMessage, type Scene } from "./scene/scene.ts";
import { type Area, area, type SetScene } from "./scene/scenes.ts";
import { strangerCodec, toyCodec } from "./scene/toy-codec.ts";

const [NEWER, OLDER] = ["MASTER12", "OLDER123"] as const;
const UNREADABLE = "(unreadable)";

/** A row that the optional verb `encrypted` returns. */
interface Outdated {
  readonly place: string;
  readonly id: number;
  readonly values: readonly (string | Uint8Array)[];
}

interface Inside {
  encrypted(
    input: object,
  ): Promise<{ readonly rows: readonly Outdated[]; readonly cursor: string | undefined; readonly written: number }>;
}

const inside = (store: Store) => store as unknown as Inside;

export function outdatedIn({ store }: Scene): Promise<readonly Outdated[]> {
  return everyRow((cursor) => inside(store).encrypted({ newest: NEWER, cursor }));
}

async function seeded(
  scene: SetScene,
  rows: readonly EnrollRow[],
  refused: readonly KeptRefusal[] = [],
  mark: string = NEWER,
): Promise<Scene> {
  const here = await scene({ people: 0 });
  await here.store.open({ codec: toyCodec(mark) });
  await here.seed({ name: "hidden", plan: SMS_ONLY, audience: "open", until: "defined" });
  await here.enroll(rows, { refused });
  return here;
}

const readMarks = async ({ store }: Scene) => [...(await store.open()).marks].sort();

function refusal(number: number, key?: string): KeptRefusal {
  const contacts = [{ channel: "sms", address: phoneNumbered(number) }] as const;
  const digests = [contactDigest("sms", phoneNumbered(number))];
  const about = { line: number, reason: "message/bad-time", advice: "…", contacts, digests };
  return key === undefined ? about : { ...about, key };
}

const refusedIn = async (here: Scene) => (await here.unreached()).filter(({ state }) => state === "refused");

export const codecContract: Area = area("a codec", ({ scene }) => {
  it("encrypts enrolled data, and decrypts the data for claims, reads and lists", async () => {
    const here = await seeded(scene, [row(1), row(2)], [refusal(3, "p3")]);
    const [first] = await here.claim();
    expect(first).toMatchObject({ key: "p1", address: phoneNumbered(1) });
    expect(first?.box).toBeUndefined();
    expect(JSON.parse(first?.variables ?? "")).toEqual(row(1).variables);
    const read = async () => {
      const person = await here.person("p2");
      const { rows } = await here.store.list({ campaign: here.campaign.campaign, limit: 10 });
      const refused = (await refusedIn(here))[0];
      const addresses = [person, rows[1], refused].map((one) => one?.contacts[0]?.address);
      return [...addresses, person.variables];
    };
    expect(await read()).toEqual([phoneNumbered(2), phoneNumbered(2), phoneNumbered(3), row(2).variables]);
    const stranger = strangerCodec(NEWER);
    await here.store.open({ codec: stranger });
    expect(await read()).toEqual([UNREADABLE, UNREADABLE, UNREADABLE, { unreadable: UNREADABLE }]);
    expect(stranger.lost.length).toBeGreaterThan(2);
  });

  it("lets a claim return the key of a recipient whose data cannot be decrypted", async () => {
    const here = await seeded(scene, [row(1)]);
    await here.store.open({ codec: strangerCodec(NEWER) });
    expect(await here.claimOne()).toMatchObject({ address: "", variables: "{}", isUnreadable: true });
  });

  it("encrypts a message's texts and addresses separately, because addresses may have a longer retention", async () => {
    const own = { ...row(1, { key: "message-1" }), person: "p1", deadline: { afterMs: HOUR } };
    const here = await seeded(scene, [own]);
    expect(JSON.parse((await here.claimOne()).variables)).toEqual(own.variables);
    await here.skip(3 * HOUR);
    await here.processDue();
    await retainAll(here, { bodies: HOUR });
    const { contacts, variables } = await here.person("message-1");
    expect([contacts[0]?.address, variables]).toEqual([phoneNumbered(1), {}]);
    await retainAll(here, { contacts: HOUR });
    expect((await here.person("message-1")).contacts).toEqual([]);
  });

  it("does not encrypt the parts of an address that the watch reads", async () => {
    const here = await seeded(scene, [row(1)]);
    for (const one of await here.claim()) await here.settle(one, "accepted", { ref: "r1" });
    const { campaign } = here.campaign;
    const { rows } = await here.store.bins({ campaign, since: 0 });
    expect(rows[0]?.destination).toBe(phoneNumbered(1).slice(0, 5));
  });

  it("lets a new row replace a recipient's row and contacts, and leaves a repeated row unchanged", async () => {
    const here = await seeded(scene, [row(1), row(1)]);
    expect((await here.enroll([row(1)])).statuses).toEqual(["same"]);
    expect((await here.enroll([row(1, { sms: [phoneNumbered(99)] })])).statuses).toEqual(["contact-changed"]);
    expect((await here.claimOne()).address).toBe(phoneNumbered(99));
  });

  it("lets the look-up of an attempt pass the message's address to the provider", async () => {
    const here = await seeded(scene, [row(1)]);
    await here.settle(await here.claimOne(), "uncertain");
    here.clock.advance(HOUR);
    const asked = await here.store.resolve({ worker: here.worker, provider: "sms.main", limit: 10 });
    expect(asked.map(({ to }) => to)).toEqual([phoneNumbered(1)]);
  });

  it("encrypts a captured message", async () => {
    const here = await seeded(scene, [row(1)]);
    const one = await here.claimOne();
    await here.settle(one, "accepted", { captured: capturedMessage(one) });
    const read = async () => (await here.store.outbox({ limit: 10 })).rows.map(({ to, content }) => ({ to, content }));
    const { to, content } = capturedMessage(one);
    expect(await read()).toEqual([{ to, content }]);
    await here.store.open({ codec: strangerCodec(NEWER) });
    expect(await read()).toEqual([{ to: UNREADABLE, content: { unreadable: UNREADABLE } }]);
  });

  it("lets the store erase a forgotten recipient under every index key, even in refused rows", async () => {
    const here = await seeded(scene, [row(1)], [refusal(3, "p1")]);
    expect(await readMarks(here)).toEqual([NEWER]);
    await forgetAll(here, "p1");
    expect(await readMarks(here)).toEqual([]);
  });

  it("keeps a row that was refused as too late until its recipient is forgotten", async () => {
    const here = await scene({ people: 0 });
    await here.store.open({ codec: toyCodec(NEWER) });
    const plan = { ...SMS_ONLY, ifLate: "refuse" } as const;
    await here.seed({ name: "late", plan, audience: "open", until: "defined" });
    const late = { ...row(1), deadline: { afterMs: HOUR / 2 } };
    expect((await here.enroll([late])).statuses).toEqual(["refused"]);
    expect((await refusedIn(here))[0]?.contacts[0]?.address).toBe(phoneNumbered(1));
    await forgetAll(here, "p1");
    expect(await readMarks(here)).toEqual([]);
  });

  it("lets the store erase contacts when their retention ends", async () => {
    const here = await seeded(scene, [{ ...row(1), deadline: { afterMs: HOUR } }, row(2)]);
    await here.skip(3 * HOUR);
    await here.processDue();
    await retainAll(here, { contacts: HOUR });
    const [gone, kept] = [await here.person("p1"), await here.person("p2")];
    expect([gone.contacts, gone.variables, kept.contacts[0]?.address]).toEqual([[], {}, phoneNumbered(2)]);
  });

  it("lets the store find replies and keyless refused rows by the keyed hash of a contact", async () => {
    const here = await seeded(scene, []);
    for (const number of [1, 4]) {
      const reply = {
        digest: contactDigest("sms", phoneNumbered(number)),
        optOut: undefined,
        word: "",
        code: undefined,
      };
      const said = { type: "reply", from: phoneNumbered(number), text: `I am ${number}` } as const;
      await here.store.record([{ provider: "sms.main", item: said, reply }]);
    }
    await here.enroll([row(1), row(2)], { refused: [refusal(1), refusal(4)] });
    await forgetAll(here, "p1");
    const { rows } = await here.store.replies({ limit: 10 });
    expect(rows.map(({ text }) => text).sort()).toEqual(["", "I am 4"]);
    expect((await refusedIn(here)).map(({ line, contacts }) => [line, contacts.length])).toEqual([
      [1, 0],
      [4, 1],
    ]);
  });

  it("recognizes a repeated reply by its text, although each encryption differs", async () => {
    const here = await seeded(scene, [row(1)]);
    const reply = { digest: "nobody", optOut: undefined, word: "", code: undefined };
    const say = (text: string): RecordItem => ({
      provider: "sms.main",
      item: { type: "reply", from: phoneNumbered(7), text, occurredAt: here.now },
      reply,
    });
    const answers = [];
    for (const item of [say("yes"), say("yes"), say("certainly")]) answers.push(...(await here.store.record([item])));
    expect(answers.map(({ status }) => status)).toEqual(["stored", "repeated", "stored"]);
  });

  it("does not change a received request, and keeps the hash of the request's original bytes", async () => {
    const here = await seeded(scene, [row(1)]);
    const one = await here.claimOne();
    await here.settle(one, "accepted", { ref: "r1" });
    const item = { type: "receipt", kind: "delivered", quality: "carrier", ref: "r1" } as const;
    const raw = Buffer.from(`to=${phoneNumbered(1)}`);
    await here.store.record([{ provider: "sms.main", item, raw }]);
    const { rows } = await here.store.eventDetails({ enrollment: one.enrollment });
    const event = rows.find(({ leaf }) => leaf.includes('"attempt.delivered"'));
    expect(event?.details).toBe(JSON.stringify({ raw: createHash("sha256").update(raw).digest("hex") }));
    const read = async () =>
      (await here.store.read({ enrollment: one.enrollment }, { receipts: "with-requests" }))?.receipts ?? [];
    expect(Buffer.from((await read())[0]?.request ?? "").toString()).toBe(`to=${phoneNumbered(1)}`);
    await here.store.open({ codec: strangerCodec(NEWER) });
    expect((await read())[0]?.request).toBeUndefined();
  });
});

export const reencryptContract: Area = area("re-encryption", ({ scene }) => {
  const signal = new AbortController().signal;

  it("lists the master keys that the tables use at the time of the call", async () => {
    const here = await seeded(scene, [row(1), row(2)], [], OLDER);
    const one = await here.claimOne();
    const older = [OLDER as string];
    const under = async (mark: string, item: RecordItem) => {
      await here.store.open({ codec: toyCodec(mark, ...older) });
      await here.store.record([item]);
      older.unshift(mark);
    };
    const reply = { digest: "nobody", optOut: undefined, word: "", code: undefined };
    const said = { type: "reply", from: phoneNumbered(7), text: "~1.mNOTTHIS1.", eventId: "mo-7" } as const;
    await under("REPLIES1", { provider: "sms.main", item: said, reply });
    const hint = { type: "signal", kind: "shown", attemptId: one.attemptId, detail: "opened" } as const;
    await under("HINTS123", { provider: "sms.main", item: hint });
    const stray = { type: "receipt", kind: "delivered", quality: "carrier", ref: "nobodys" } as const;
    await under("REQUEST1", { provider: "sms.main", item: stray, raw: Buffer.from("~1.mNOTTHIS1.") });
    expect(await readMarks(here)).toEqual(["HINTS123", OLDER, "REPLIES1", "REQUEST1"]);
  });

  it("encrypts each unencrypted row once, and skips rows that were emptied or changed in the meantime", async () => {
    const here = await scene({ people: 0 });
    await here.seed({ name: "hidden", plan: SMS_ONLY, audience: "open", until: "defined" });
    await here.enroll([row(1), row(2), row(3)]);
    const rows = (await outdatedIn(here)).map((one) => ({ ...one, rewritten: ["[]", "{}", `~1.m${NEWER}.`, null] }));
    expect(rows.map(({ place }) => place)).toEqual(["people", "people", "people"]);
    await forgetAll(here, "p2");
    expect((await here.enroll([row(3, { sms: [phoneNumbered(9)] })])).statuses).toEqual(["contact-changed"]);
    expect((await inside(here.store).encrypted({ rewritten: rows })).written).toBe(1);
    expect((await inside(here.store).encrypted({ rewritten: rows })).written).toBe(0);
    expect((await here.person("p3")).contacts[0]?.address).toBe(phoneNumbered(9));
    expect((await outdatedIn(here)).map(({ id }) => id)).toEqual([(await here.person("p3")).enrollment]);
  });

  it.each([["plain"], [OLDER]])("encrypts all stored data under the newest key (before: %s)", async (before) => {
    const here = await scene({ people: 0 });
    if (before === OLDER) await here.store.open({ codec: toyCodec(OLDER) });
    await here.seed({ name: "hidden", plan: SMS_ONLY, audience: "open", until: "defined" });
    const message = { ...row(2, { key: "message-2" }), person: "p2" };
    await here.enroll([row(1), message], { refused: [refusal(3), refusal(4, "p4")] });
    const one = await here.claimOne();
    await here.settle(one, "accepted", { captured: capturedMessage(one), ref: "r1" });
    const hint = { type: "signal", kind: "shown", attemptId: one.attemptId, detail: "opened" } as const;
    await here.store.record([{ provider: "sms.main", item: hint, raw: Buffer.from("a request") }]);
    await here.store.open({ codec: toyCodec(NEWER, OLDER) });
    await here.store.reencrypt("a worker", signal);
    expect(await readMarks(here)).toEqual([NEWER]);
    await here.store.open({ codec: toyCodec(NEWER) });
    const [ada, bob] = [await here.person("p1"), await here.person("message-2")];
    expect([ada.contacts[0]?.address, ada.variables]).toEqual([phoneNumbered(1), row(1).variables]);
    expect([bob.contacts[0]?.address, bob.variables]).toEqual([phoneNumbered(2), row(2).variables]);
    expect(ada.signals[0]?.detail).toBe("opened");
    const refused = await refusedIn(here);
    expect(refused.map(({ contacts }) => contacts[0]?.address)).toEqual([phoneNumbered(3), phoneNumbered(4)]);
    expect((await here.store.outbox({ limit: 10 })).rows).toMatchObject([{ to: phoneNumbered(1) }]);
    expect(await outdatedIn(here)).toEqual([]);
  });
});
