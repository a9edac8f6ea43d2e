import type { EnrollRow, KeptRefusal, OutdatedRow, RecordItem } from "@relance/spec";
import { expect, it } from "vitest";
import { forgetAll } from "./erase.ts";
import { everyRow, retainAll } from "./scene/every-row.ts";
import { HOUR, SMS_ONLY } from "./scene/plan.ts";
import { digestOf, encrypted, encryptedRow, keyOf, phoneOf, row } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

/** Everything that lies readable, or under an older master key. */
export function outdatedIn({ store }: Scene): Promise<readonly OutdatedRow[]> {
  return everyRow((cursor) => store.rowsToReencrypt({ newest: "~1.mMASTER12.", cursor }));
}

/** What is encrypted under a recipient's key is kept as it came, the key beside it, and goes with it. */
export const personKeysContract: Area = area("person keys", ({ scene }) => {
  const names = (...numbers: readonly number[]) => numbers.map((number) => keyOf(number).name);

  async function seeded(rows: readonly EnrollRow[], refused: readonly KeptRefusal[] = []): Promise<Scene> {
    const here = await scene({ people: 0 });
    await here.seed({ name: "hidden", plan: SMS_ONLY, audience: "open", until: "defined" });
    await here.enroll(rows, { refused });
    return here;
  }

  function refusal(number: number, key?: string): KeptRefusal {
    const contacts = [{ channel: "sms", address: encrypted(keyOf(number), phoneOf(number)) }] as const;
    const digests = [digestOf("sms", phoneOf(number))];
    const about = { line: number, reason: "message/bad-deadline", advice: "…", contacts, digests };
    return { ...about, personKey: keyOf(number), ...(key === undefined ? {} : { key }) };
  }

  it("are told by name, and rows are handed out as they came", async () => {
    const here = await seeded([encryptedRow(1), encryptedRow(2)]);
    const keys = await here.store.personKeys([...names(2, 1), "nobody-has-this1"]);
    expect([...keys].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([keyOf(1), keyOf(2)]);
    const [first] = await here.claim();
    expect(first).toMatchObject({ address: encrypted(keyOf(1), phoneOf(1)) });
    expect(JSON.parse(first?.variables ?? "")).toEqual(encryptedRow(1).variables);
    expect((await here.person("p2")).contacts[0]?.address).toBe(encrypted(keyOf(2), phoneOf(2)));
  });

  it("come with the claim, in its transaction: what is replaced a moment later can still be read", async () => {
    const here = await seeded([encryptedRow(1), encryptedRow(2)]);
    const answer = await here.ask();
    expect(answer.claimed).toHaveLength(2);
    expect(answer.keys?.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([keyOf(1), keyOf(2)]);
  });

  it("leave the watch its parts", async () => {
    const here = await seeded([encryptedRow(1)]);
    for (const one of await here.claim()) await here.settle(one, "accepted", { ref: "r1" });
    const { campaign } = here.campaign;
    const { rows } = await here.store.bins({ campaign, since: 0 });
    expect(rows[0]?.destination).toBe(phoneOf(1).slice(0, 5));
  });

  it("are replaced with the contacts, and left alone by a row that repeats", async () => {
    const here = await seeded([encryptedRow(1), encryptedRow(1, keyOf(7))]);
    expect(await here.store.personKeys(names(1, 7))).toEqual([keyOf(1)]);
    expect((await here.enroll([encryptedRow(1, keyOf(8))])).statuses).toEqual(["same"]);
    expect(await here.store.personKeys(names(1, 8))).toEqual([keyOf(1)]);
    expect((await here.enroll([encryptedRow(1, keyOf(9), phoneOf(99))])).statuses).toEqual(["contact-changed"]);
    expect(await here.store.personKeys(names(1, 9))).toEqual([keyOf(9)]);
    expect((await here.claimOne()).address).toBe(encrypted(keyOf(9), phoneOf(99)));
  });

  it("go when somebody is forgotten, out of refused rows too", async () => {
    const here = await seeded([encryptedRow(1), encryptedRow(2)], [refusal(3, "p1")]);
    await forgetAll(here, "p1");
    expect(await here.store.personKeys(names(1, 2, 3))).toEqual([keyOf(2)]);
  });

  it("stay with the row of somebody who is refused for coming too late, and go with it", async () => {
    const here = await scene({ people: 0 });
    const plan = { ...SMS_ONLY, ifLate: "refuse" } as const;
    await here.seed({ name: "late", plan, audience: "open", until: "defined" });
    const late = { ...encryptedRow(1), deadline: { afterMs: HOUR / 2 } };
    expect((await here.enroll([late])).statuses).toEqual(["refused"]);
    expect(await here.store.personKeys(names(1))).toEqual([keyOf(1)]);
    await forgetAll(here, "p1");
    expect(await here.store.personKeys(names(1))).toEqual([]);
  });

  it("go with the contacts that were kept for long enough", async () => {
    const here = await seeded([{ ...encryptedRow(1), deadline: { afterMs: HOUR } }, encryptedRow(2)]);
    await here.skip(3 * HOUR);
    await here.processDue();
    await retainAll(here, { contacts: HOUR });
    expect(await here.store.personKeys(names(1, 2))).toEqual([keyOf(2)]);
  });

  it("find what stands under a contact alone by its keyed hash: a reply, a refused row without a key", async () => {
    const here = await seeded([]);
    const digests = [1, 4].map((number) => digestOf("sms", phoneOf(number)));
    for (const [place, digest] of digests.entries()) {
      const reply = { digest, optOut: undefined, word: "", code: undefined };
      const said = { type: "reply", from: `~1.mMASTER12.from${place}`, text: `~1.mMASTER12.text${place}` } as const;
      await here.store.record([{ provider: "sms.main", item: said, reply, meaning: digest }]);
    }
    const refusals = [{ ...refusal(1), personKey: keyOf(5) }, refusal(4)];
    await here.enroll([encryptedRow(1), encryptedRow(2)], { refused: refusals });
    await forgetAll(here, "p1");
    const { rows } = await here.store.replies({ limit: 10 });
    expect(rows.map(({ text }) => text).sort()).toEqual(["", "~1.mMASTER12.text1"]);
    const refused = (await here.unreached()).filter(({ state }) => state === "refused");
    expect(refused.map(({ line, contacts }) => [line, contacts.length])).toEqual([
      [1, 0],
      [4, 1],
    ]);
  });

  it("know an encrypted reply again by what it says, not by its bytes", async () => {
    const here = await seeded([encryptedRow(1)]);
    const reply = { digest: "nobody", optOut: undefined, word: "", code: undefined };
    const say = (text: string, meaning: string): RecordItem => ({
      provider: "sms.main",
      item: { type: "reply", from: "~1.mMASTER12.from", text, occurredAt: here.now },
      reply,
      meaning,
    });
    const items = [say("~1.mMASTER12.a", "one"), say("~1.mMASTER12.b", "one"), say("~1.mMASTER12.a", "two")];
    const answers = [];
    for (const item of items) answers.push(...(await here.store.record([item])));
    expect(answers.map(({ status }) => status)).toEqual(["stored", "repeated", "stored"]);
  });

  it("keep the hash of an encrypted request as it came, which does not change with the key", async () => {
    const here = await seeded([encryptedRow(1)]);
    const one = await here.claimOne();
    await here.settle(one, "accepted", { ref: "r1" });
    const item = { type: "receipt", kind: "delivered", quality: "carrier", ref: "r1" } as const;
    const raw = Buffer.from("~1.mMASTER12.request");
    await here.store.record([{ provider: "sms.main", item, raw, rawHash: "a1b2" }]);
    const { rows } = await here.store.sealableEvents({ enrollment: one.enrollment });
    const leaf = rows.find(({ event }) => event.type === "attempt.delivered");
    expect(leaf?.details).toBe(JSON.stringify({ raw: "a1b2" }));
  });

  const hidden = (number: number) => {
    const { contacts, variables } = encryptedRow(number);
    return [JSON.stringify(contacts), JSON.stringify(variables)];
  };

  it("come to rows that lie readable, each once, and to none that was emptied or changed meanwhile", async () => {
    const here = await seeded([row(1), row(2), row(3), encryptedRow(4)]);
    const { enrollment } = await here.person("p1");
    const rows = (await outdatedIn(here)).map((one, place) => {
      return { ...one, rewritten: hidden(place + 1), personKey: keyOf(place + 1) };
    });
    expect(rows.map(({ place }) => place)).toEqual(["people", "people", "people"]);
    expect(rows[0]).toMatchObject({ id: enrollment, values: [JSON.stringify(row(1).contacts), expect.any(String)] });
    await forgetAll(here, "p2");
    const moved = { ...row(3), contacts: row(9).contacts, digests: row(9).digests };
    expect((await here.enroll([moved])).statuses).toEqual(["contact-changed"]);
    expect(await here.store.rewrite(rows)).toBe(1);
    expect(await here.store.rewrite(rows)).toBe(0);
    expect(await here.store.personKeys(names(1, 2, 3))).toEqual([keyOf(1)]);
    expect((await here.person("p1")).contacts[0]?.address).toBe(encrypted(keyOf(1), phoneOf(1)));
    expect((await here.person("p3")).contacts[0]?.address).toBe(phoneOf(9));
    expect((await outdatedIn(here)).map(({ id }) => id)).toEqual([(await here.person("p3")).enrollment]);
  });

  it("are handed out once they are wrapped under an older master key", async () => {
    const old = { ...keyOf(1), wrapped: "~1.mOLDER123.wrapped1" };
    const here = await seeded([encryptedRow(1, old), encryptedRow(2)]);
    const rows = await outdatedIn(here);
    expect(rows).toEqual([{ place: "person_keys", id: old.name, values: [old.wrapped] }]);
    expect(await here.store.rewrite(rows.map((one) => ({ ...one, rewritten: [keyOf(1).wrapped] })))).toBe(1);
    expect(await here.store.personKeys(names(1))).toEqual([keyOf(1)]);
    expect(await outdatedIn(here)).toEqual([]);
  });
});

/** A store tells from its rows which secrets whoever opens it must have. */
export const masterKeysContract: Area = area("master keys", ({ scene }) => {
  it("are told as long as something is encrypted under them, wherever it stands, as of now", async () => {
    const under = (mark: string) => `~1.m${mark}.something`;
    const readable = { type: "reply", from: phoneOf(7), text: "~1.mNOTTHIS1.", eventId: "mo-7" } as const;
    const here = await scene({ people: 0 });
    await here.seed({ name: "hidden", plan: SMS_ONLY, audience: "open", until: "defined" });
    await here.store.record([{ provider: "sms.main", item: readable, raw: Buffer.from("from=~1.mNOTTHIS1.") }]);
    expect(await here.store.masterKeys()).toEqual([]);
    const reply = { digest: "nobody", optOut: undefined, word: "", code: undefined };
    const said = { type: "reply", from: under("REPLIES1"), text: under("REPLIES1") } as const;
    const raw = Buffer.from(under("REQUEST1"));
    await here.store.record([{ provider: "sms.main", item: said, raw, reply, meaning: "one" }]);
    const old = { ...keyOf(1), wrapped: under("OLDER123") };
    await here.enroll([encryptedRow(1, old), encryptedRow(2)]);
    const one = await here.claimOne();
    const hint = { type: "signal", kind: "shown", attemptId: one.attemptId, detail: under("HINTS123") } as const;
    await here.store.record([{ provider: "sms.main", item: hint, meaning: "two" }]);
    const marks = ["HINTS123", "MASTER12", "OLDER123", "REPLIES1", "REQUEST1"];
    expect([...(await here.store.masterKeys())].sort()).toEqual(marks);
    await forgetAll(here, "p1");
    expect([...(await here.store.masterKeys())].sort()).not.toContain("OLDER123");
  });
});
