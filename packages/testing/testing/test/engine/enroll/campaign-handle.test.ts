import type { CampaignHandle } from "relance";
import { describe, expect, it } from "vitest";
import { fakeVendor } from "../../support/fake-vendor.ts";
import { HOUR, hello, type Laboratory, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

const laboratory = async (): Promise<Laboratory> =>
  openLaboratory({ sms: (world) => ({ main: fakeVendor(world).provider }) });

async function started(
  lab: Laboratory,
  definition: Parameters<typeof hello>[0] = {},
  count = 3,
): Promise<CampaignHandle> {
  const { gateway } = await lab.open("worker");
  return lab.finish(gateway.campaigns.start(hello(definition), { rows: people(count) }));
}

const open = { audience: { mode: "open", contacts: { sms: "mobile" } } } as const;
const by = { actor: "ana", reason: "no longer needed" };

describe("a running campaign", () => {
  it("adds recipients to an open audience, and counts known ones as repeated", async () => {
    const lab = await laboratory();
    const handle = await started(lab, open);
    const answer = await lab.finish(handle.enroll([...people(2), ...people(2, 100), { id: "x", mobile: "12" }]));
    expect(answer).toEqual({
      rows: 5,
      enrolled: 4,
      refused: 1,
      refusals: [{ line: 5, key: "x", reason: "message/bad-phone", advice: expect.any(String) }],
      dropped: [],
    });
    expect((await lab.ledger()).audience).toMatchObject({ rows: 8, enrolled: 5, repeated: 2, refused: 1 });
  });

  it("reports which rows it would refuse and why, and writes nothing", async () => {
    const lab = await laboratory();
    const handle = await started(lab, { ...open, deadline: { column: "until" }, ifLate: "refuse" }, 0);
    const { gateway } = await lab.open("desk");
    await lab.finish(gateway.erase(["gone"], { ...by, unknown: true }));
    const before = await lab.ledger();
    const until = (row: object, at = "2040-01-01T00:00:00Z") => ({ ...row, until: at });
    const [ana = {}, ben = {}, cleo = {}] = people(3);
    const rows = [until(ana), until({ id: "x", mobile: "12" }), until(ben, "2001-01-01T00:00:00Z")];
    const answer = await lab.finish(handle.check([...rows, until({ ...cleo, id: "gone" })]));
    expect(answer).toMatchObject({ rows: 4, refused: 3 });
    expect(answer.refusals.map(({ line, reason }) => [line, reason])).toEqual([
      [2, "message/bad-phone"],
      [3, "too-late"],
      [4, "forgotten"],
    ]);
    expect(await lab.ledger()).toEqual(before);
  });

  it("names the contacts that it drops from a row whose other contacts work", async () => {
    const lab = await laboratory();
    const handle = await started(lab, { audience: { mode: "open", contacts: { sms: ["mobile", "other"] } } }, 0);
    const [ana = {}, ben = {}] = people(2);
    const rows = [ana, { ...ben, other: "12" }];
    const left = { line: 2, key: "p1", channel: "sms", column: "other", reason: "message/bad-phone" };
    expect((await lab.finish(handle.check(rows))).dropped).toMatchObject([left]);
    expect(await lab.finish(handle.enroll(rows))).toMatchObject({ enrolled: 2, refused: 0, dropped: [left] });
  });

  it("adds no recipient to a closed audience", async () => {
    const lab = await laboratory();
    const handle = await started(lab);
    await expect(lab.finish(handle.enroll(people(1, 100)))).rejects.toMatchObject({
      code: "campaign/invalid",
    });
    expect((await lab.ledger()).audience.rows).toBe(3);
  });

  it("adds no recipient after its end", async () => {
    const lab = await laboratory();
    const handle = await started(lab, open);
    await lab.finish(handle.cancel(by));
    await expect(lab.finish(handle.enroll(people(1, 100)))).rejects.toMatchObject({
      code: "campaign/not-running",
    });
  });

  it("replaces rows of known recipients, also in a closed audience, and returns a result for each", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("worker");
    const until = (row: object, at: string) => ({ ...row, until: at });
    const recipients = people(3).map((row) => until(row, "2040-01-01T00:00:00Z"));
    const campaign = hello({ deadline: { column: "until" } });
    const handle = await lab.finish(gateway.campaigns.start(campaign, { rows: recipients }));
    await lab.finish(handle.remove(["p1"], by));
    const later = "2041-01-01T00:00:00Z";
    const rows = [
      until({ ...recipients[0], id: " p0 ", mobile: "+33639990077" }, later),
      until({ ...recipients[1] }, later),
      until({ ...recipients[2] }, "2001-01-01T00:00:00Z"),
      until({ id: "x", mobile: "12" }, later),
      until({ id: "nobody", mobile: "+33639990078" }, later),
    ];
    const answer = await lab.finish(handle.reschedule(rows, by));
    expect(answer.rescheduled).toBe(1);
    expect(answer.refusals.map(({ line, reason }) => [line, reason])).toEqual([
      [2, "message/not-moved"],
      [3, "message/bad-time"],
      [4, "message/bad-phone"],
      [5, "message/unknown-recipient"],
    ]);
    const person = await lab.finish(handle.recipient("p0"));
    expect(person).toMatchObject({ deadline: new Date(later), contacts: [{ address: "+33639990077" }] });
    expect(person?.timeline.at(-1)).toMatchObject({ type: "enrollment.rescheduled", detail: "ana: no longer needed" });
    await lab.finish(handle.cancel(by));
    await expect(lab.finish(handle.reschedule(rows, by))).rejects.toMatchObject({ code: "campaign/not-running" });
  });

  it("removes recipients, whatever blanks or Unicode form their key has", async () => {
    const lab = await laboratory();
    const handle = await started(lab, {}, 2_500);
    const leaving = [...people(2_000).map(({ id = "" }) => ` ${id} `), "nobody"];
    const answer = await lab.finish(handle.remove(leaving, by));
    expect(answer).toEqual({ removed: 2_000, unknown: ["nobody"] });
    expect(await lab.ledger()).toMatchObject({ states: { cancelled: 2_000, pending: 500 }, holds: true });
  });

  it.each<[string, unknown]>([
    ["an object", [{ key: "p1" }]],
    ["nothing", [null]],
    ["one key", "p1"],
    ["no array", { keys: ["p1"] }],
  ])("gives advice if a command about keys names %s", async (_, named) => {
    const lab = await laboratory();
    const handle = await started(lab, {}, 3);
    const keys = named as never;
    for (const order of [
      (): Promise<unknown> => handle.remove(keys, by),
      () => handle.revokeConfirmation(keys, by),
      () => handle.confirm(keys, by),
    ])
      await expect(lab.finish(order())).rejects.toMatchObject({
        code: "config/invalid",
        message: 'pass the keys of recipients as an array, such as ["p2"]',
      });
  });

  it.each<[string, readonly unknown[]]>([
    ["objects", [{ key: "p1" }]],
    ["nothing", [null]],
  ])("gives advice if a command about recipients names %s", async (_, named) => {
    const lab = await laboratory();
    const handle = await started(lab, {}, 3);
    const people = named as never;
    for (const order of [(): Promise<unknown> => handle.escalate(people, by), () => handle.resume(people, by)])
      await expect(lab.finish(order())).rejects.toMatchObject({
        code: "config/invalid",
        message: 'pass the keys of recipients as an array, such as ["p2"]',
      });
  });

  it("records a confirmation by phone with operator and reason, and revokes it", async () => {
    const lab = await laboratory();
    const handle = await started(lab, {
      confirm: { via: ["link"], buttons: { help: "call-me", renewed: "close" } },
    });
    const call = { actor: "ana", reason: "she called: renewed on Tuesday" };
    const confirm = () => lab.finish(handle.confirm(["p1", "nobody"], call));
    const unknown = { key: "nobody", code: "message/unknown-recipient" };
    expect(await confirm()).toEqual({ confirmed: 1, refused: [unknown] });
    expect(await confirm()).toEqual({ confirmed: 0, refused: [{ key: "p1", code: "message/not-moved" }, unknown] });
    const told = async () =>
      (await lab.finish(handle.recipient("p1")))?.timeline.map(({ type, by: who }) => [type, who]);
    expect(await told()).toEqual([
      ["enrollment.enrolled", undefined],
      ["enrollment.acknowledged", "ana: she called: renewed on Tuesday"],
    ]);
    expect(await lab.ledger()).toMatchObject({ states: { acknowledged: 1 }, answers: { renewed: 1 }, holds: true });
    await lab.finish(lab.time.advance(60_000));
    expect(await lab.finish(handle.revokeConfirmation(["p1"], { actor: "ben", reason: "another Anna" }))).toMatchObject(
      {
        reopened: 1,
      },
    );
    expect((await told())?.at(-1)).toEqual(["enrollment.reversed", "ben: another Anna"]);
    await lab.finish(lab.time.advance(60_000));
    expect(await confirm()).toMatchObject({ confirmed: 1 });
    expect(await lab.ledger()).toMatchObject({ states: { acknowledged: 1 }, holds: true });
  });

  it("shows one recipient, with or without blanks around the key", async () => {
    const lab = await laboratory();
    const handle = await started(lab);
    expect(await lab.finish(handle.recipient(" p1 "))).toMatchObject({ key: "p1", state: "pending" });
    expect(await lab.finish(handle.recipient("nobody"))).toBeUndefined();
  });

  it("sends nothing while it is paused, and continues when it is resumed", async () => {
    const lab = await laboratory();
    const { gateway } = await lab.open("worker");
    const handle = await lab.finish(gateway.campaigns.start(hello(), { rows: people(3) }));
    await lab.finish(handle.pause({ ...by, reviewAt: new Date(lab.time.now() + 60 * SECOND) }));
    void gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(30 * SECOND);
    const meanwhile = await lab.ledger();
    await lab.finish(handle.resume(by));
    await lab.time.advance(SECOND);
    expect(meanwhile).toMatchObject({ state: "held", attempts: [] });
    expect(await lab.ledger()).toMatchObject({
      state: "running",
      attempts: [{ state: "accepted", count: 3 }],
    });
  });

  it("ends for all recipients when it is cancelled, in as many batches as needed", async () => {
    const lab = await laboratory();
    const handle = await started(lab, {}, 1_500);
    expect(await lab.finish(handle.cancel(by))).toBe(1_500);
    expect(await lab.ledger()).toMatchObject({
      state: "cancelled",
      states: { cancelled: 1_500 },
      holds: true,
    });
  });

  it("lists all recipients once, and the unreached ones with their contacts", async () => {
    const lab = await laboratory();
    const handle = await started(lab, {}, 1_200);
    const keys: string[] = [];
    const unreached: string[] = [];
    await lab.finish(handle.remove(["p7"], by));
    await lab.time.advance(73 * HOUR);
    for (let more = true; more; ) ({ more } = await lab.store.expire());
    const read = async () => {
      for await (const { key } of handle.recipients()) keys.push(key);
      for await (const { key, contacts } of handle.unreached()) unreached.push(`${key} ${contacts[0]?.address}`);
    };
    await lab.finish(read());
    expect(new Set(keys).size).toBe(1_200);
    expect(new Set(unreached).size).toBe(1_199);
    expect(unreached).toContain("p8 +33639900008");
    expect(unreached).not.toContain("p7 +33639900007");
  });

  it("enrolls one row as a list of one", async () => {
    const lab = await laboratory();
    const handle = await started(lab, open, 1);
    expect(await lab.finish(handle.enroll({ id: "p2", mobile: "+33639900002" }))).toMatchObject({
      rows: 1,
      enrolled: 1,
    });
    expect(await lab.finish(handle.enroll({ id: "x", mobile: "12" }))).toMatchObject({ refused: 1 });
    expect((await lab.ledger()).audience.enrolled).toBe(2);
  });

  it("lists every refused row among the unreached recipients, whichever call added it", async () => {
    const lab = await laboratory();
    const handle = await started(lab, open, 1);
    for (const row of [{ id: "x", mobile: "12" }, { id: "y", mobile: "12" }, { mobile: "12" }, { mobile: "13" }])
      await lab.finish(handle.enroll([row]));
    const listed = await lab.finish(Array.fromAsync(handle.unreached()));
    expect(listed.map(({ key, cause }) => `${key} ${cause}`).sort()).toEqual([
      " message/bad-key",
      " message/bad-key",
      "x message/bad-phone",
      "y message/bad-phone",
    ]);
    expect((await lab.ledger()).unreachedBy).toEqual({ "message/bad-phone": 2, "message/bad-key": 2 });
  });

  it("lists unreached recipients by urgency, each once, even if some move during the read", async () => {
    const lab = await laboratory();
    const definition = { confirm: { event: "renewed", buttons: { done: "close", help: "call-me" } } } as const;
    const { gateway } = await lab.open("desk");
    const rows = [{ id: "bad", mobile: "12" }, ...people(6)];
    const handle = await lab.finish(gateway.campaigns.start(hello(definition), { rows: rows }));
    await lab.finish(gateway.suppressions.add([{ channel: "sms", address: "+33639900001" }]));
    await lab.finish(gateway.acknowledge([{ key: "p3", on: "renewed", answer: "help" }]));
    await lab.time.advance(73 * HOUR);
    for (let more = true; more; ) ({ more } = await lab.store.expire());
    const listed: string[] = [];
    const read = async () => {
      for await (const { key, cause } of handle.unreached()) {
        if (listed.length === 0) await gateway.acknowledge([{ key: "p4", on: "renewed", answer: "help" }]);
        listed.push(`${key} ${cause}`);
      }
    };
    await lab.finish(read());
    expect(listed.map((line) => line.split(" ")[1])).toEqual([
      "help",
      "message/bad-phone",
      "deadline",
      "deadline",
      "deadline",
      "opted-out",
      "help",
    ]);
    expect(listed.toSorted()).toEqual([
      "bad message/bad-phone",
      "p0 deadline",
      "p1 opted-out",
      "p2 deadline",
      "p3 help",
      "p4 help",
      "p5 deadline",
    ]);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await lab.finish(gateway.views.unreached(1, { cursor, limit: 2 }));
      expect(page.rows.length).toBeLessThanOrEqual(2);
      paged.push(...page.rows.map(({ key }) => key));
      ({ cursor } = page);
    } while (cursor !== undefined);
    const [helped, late] = [paged.slice(0, 2), paged.slice(3, 6)];
    expect([...helped.sort(), paged[2], ...late.sort(), paged[6]]).toEqual(["p3", "p4", "bad", "p0", "p2", "p5", "p1"]);
    expect(paged).toHaveLength(7);
  });
});
