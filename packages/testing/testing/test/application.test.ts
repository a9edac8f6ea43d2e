import "@relance/testing/vitest";
import { expect, it } from "vitest";
import { createTestRelance } from "../src/index.ts";
import { config, visits } from "./docs/reminder.ts";

const HOUR = 3_600_000;
const people = ["ana", "ben", "cleo"].map((id, n) => ({ id, mobile: `+3363998000${n}`, mail: `${id}@example.org` }));

it("tells matchers who was reached and who confirmed, and says in a failure what happened instead", async () => {
  await using test = await createTestRelance(config);
  test.behave("sms.main", ({ to }) => (to === people[1]?.mobile ? { do: "lose" } : { do: "deliver", afterMs: 1_000 }));
  await test.start(visits, { rows: people });
  await test.advance("5m");
  await test.press("ana");
  const [ana, ben, cleo] = await Promise.all(people.map(({ id }) => test.recipient(id)));
  expect(ana).toBeConfirmedBy("done");
  expect(ana).not.toBeConfirmedBy("later");
  expect(ben).not.toHaveBeenReached();
  expect(cleo).toHaveBeenReached();
  expect(cleo).toHaveBeenReached("sms.main");
  expect(cleo).not.toHaveBeenReached("email.smtp");
  expect(cleo).not.toBeConfirmedBy("done");
  const story = /^ben has not been reached; it is active:\n(?:.*\n)+.* attempt\.accepted sms\.main/;
  expect(() => expect(ben).toHaveBeenReached()).toThrow(story);
  expect(() => expect(ana).not.toBeConfirmedBy("done")).toThrow("ana is confirmed by done; it is by done");
  expect(() => expect(cleo).toBeConfirmedBy("done")).toThrow("cleo is not confirmed by done; it is active");
  expect(() => expect(undefined).not.toHaveBeenReached()).toThrow("this is not a recipient");
  expect(() => expect({ key: "ana" }).not.toBeConfirmedBy("done")).toThrow("this is not a recipient");
});

it("says of a provider that reports no deliveries why no one has been reached over it", async () => {
  const { main } = config.providers.sms;
  const silent = { ...main, capabilities: { ...main.capabilities, receipts: false } };
  await using test = await createTestRelance({ ...config, providers: { ...config.providers, sms: { main: silent } } });
  await test.start(visits, { rows: people });
  await test.advance("1m");
  const ana = await test.recipient("ana");
  expect(() => expect(ana).toHaveBeenReached("sms.main")).toThrow(
    /^ana has not been reached over sms\.main: this provider reports no deliveries; it is /,
  );
});

it.each([
  ["as it is", config],
  ["whose store is encrypted", { ...config, security: { ...config.security, encryption: "only-for-these-tests-too" } }],
])("refuses names that the gateway %s does not have, also where they are denied", async (_, own) => {
  await using test = await createTestRelance(own);
  const visit = await test.start(visits, { rows: people });
  await test.advance("1m");
  for (const ana of [await test.recipient("ana"), await visit.recipient("ana")]) {
    expect(() => expect(ana).not.toHaveBeenReached("sms.mian")).toThrow("there is no sms.mian: sms.main, email.smtp");
    expect(() => expect(ana).not.toBeConfirmedBy("doen")).toThrow("there is no doen: done, later");
    expect(() => expect(ana).not.toBeConfirmedBy("doen")).toThrow(RangeError);
  }
});

it("knows whom the application named, though nothing left to them", async () => {
  await using test = await createTestRelance(config);
  const visit = await test.start(visits, { rows: [] });
  const failed = test.transaction(async (db) => {
    await visit.enroll(people.slice(0, 1), { db });
    throw new Error("the room is taken");
  });
  await expect(failed).rejects.toThrow("the room is taken");
  await visit.enroll([{ id: "x", mobile: "12", mail: "" }]);
  await test.advance("1m");
  for (const key of ["ana", "x"]) expect(test.sent({ key })).toEqual([]);
  expect(test.told({ key: "ana" })).toEqual([]);
});

it("reads the text and the link of the last message, and of none that has none", async () => {
  await using test = await createTestRelance(config);
  await test.start(visits, { rows: people });
  expect(() => test.text("nobody")).toThrow("nothing has left to nobody");
  expect(() => test.link("nobody")).toThrow("no message to nobody has a link");
  await test.advance("25h");
  expect(test.text("ana")).toBe(`Please confirm: ${test.link("ana")}`);
  const page = await test.gateway.handle(new Request(test.link("ana")));
  expect(page.status).toBe(200);
  await test.gateway.send({
    idempotencyKey: "code",
    recipient: { key: "dora", contacts: { sms: "+33639980007" } },
    steps: [{ channel: "sms", content: { text: "Your code is 1234" } }],
  });
  await test.advance("1m");
  expect(test.text("dora")).toBe("Your code is 1234");
  await expect(test.press("dora")).rejects.toThrow("no message to dora has a link");
});

it("says how the client of a transaction is wrapped, and does nothing outside of it", async () => {
  await using test = await createTestRelance(config);
  const visit = await test.start(visits, { rows: people.slice(0, 1) });
  const db = { query: async () => undefined } as never;
  const refused = {
    code: "config/invalid",
    message: "db: wrap the client of your transaction: { executeSql: (text, values) => client.query(text, values) }",
  };
  await expect(visit.enroll(people.slice(1), { db })).rejects.toMatchObject(refused);
  await expect(test.gateway.acknowledge([{ key: "ana", on: "visits" }], { db })).rejects.toMatchObject(refused);
  expect((await visit.ledger()).audience.enrolled).toBe(1);
});

it("does everything that was committed, in its order, and nothing of what was not", async () => {
  await using test = await createTestRelance(config);
  const visit = await test.start(visits, { rows: people.slice(0, 1) });
  const by = { actor: "desk", reason: "by phone" };
  await test.transaction(async (db) => {
    await visit.enroll([...people.slice(1), { id: "x", mobile: "12", mail: "" }], { db });
    await visit.reschedule([{ ...people[2], mobile: "+33639980009" } as (typeof people)[0]], { ...by, db });
    await visit.remove(["ben"], { ...by, db });
    await test.gateway.acknowledge([{ key: "ana", on: "visits", id: "1" }], { db });
    await test.gateway.suppressions.add([{ channel: "sms", address: "+33639980005" }], { db });
    const recipient = { key: "dora", contacts: { sms: "+33639980007" } };
    const steps = [{ channel: "sms", content: { text: "hello" } }] as const;
    await test.gateway.send({ idempotencyKey: "1", recipient, steps }, { db });
    expect(await Array.fromAsync(test.gateway.suppressions.list())).toEqual([]);
    await expect(db.executeSql("select 1", [])).rejects.toThrow(RangeError);
  });
  await test.advance("1m");
  expect(test.sent({ key: "cleo" }).map(({ message }) => message.to)).toEqual(["+33639980009"]);
  expect(test.sent({ key: "dora" })).toHaveLength(1);
  expect((await test.recipient("ben")).state).toBe("cancelled");
  expect(await Array.fromAsync(test.gateway.suppressions.list())).toHaveLength(1);
  expect(test.told({ webhook: "crm" }).find(({ type }) => type === "enrollment.refused")).toMatchObject({
    key: "x",
    data: { reason: "message/bad-phone" },
  });
});

it("reports a message that was committed under a used key, and sends the first one alone", async () => {
  await using test = await createTestRelance(config);
  const steps = [{ channel: "sms", content: { text: "hello" } }] as const;
  const message = (key: string, sms: string) => ({
    idempotencyKey: "order-1",
    recipient: { key, contacts: { sms } },
    steps,
  });
  await test.gateway.send(message("dora", "+33639980007"));
  for (const [key, sms] of [
    ["dora", "+33639980007"],
    ["eli", "+33639980008"],
  ] as const)
    await test.transaction((db) => test.gateway.send(message(key, sms), { db }));
  await test.advance("1m");
  expect(test.sent({}).map(({ message: { to } }) => to)).toEqual(["+33639980007"]);
  expect(test.told({ webhook: "crm" }).filter(({ type }) => type === "enrollment.refused")).toMatchObject([
    { key: "order-1", data: { reason: "message/key-reused" } },
  ]);
  const ledgers = await test.gateway.campaigns.ledgers();
  expect(ledgers.find(({ name }) => name === "send")).toMatchObject({
    audience: { enrolled: 1, refused: 1, refusedBy: { "message/key-reused": 1 } },
    holds: true,
  });
});

it("says of events in a transaction which word no campaign knows", async () => {
  await using test = await createTestRelance(config);
  await test.start(visits, { rows: people.slice(0, 1) });
  const events = [{ on: "visits" }, { answer: "doen" }, {}];
  const said = await test.transaction((db) =>
    test.gateway.acknowledge(
      events.map((event) => ({ key: "ana", ...event })),
      { db },
    ),
  );
  expect(said).toEqual([
    { status: "deposited", code: "message/unknown-event" },
    { status: "deposited", code: "message/unknown-answer" },
    { status: "deposited" },
  ]);
});

it("refuses to move who has confirmed before the transaction commits, and moves who is enrolled by it", async () => {
  await using test = await createTestRelance(config);
  const visit = await test.start(visits, { rows: people.slice(0, 1) });
  await test.advance("25h");
  await test.press("ana");
  await test.transaction(async (db) => {
    await visit.enroll(people.slice(1, 2), { db });
    const rows = people.slice(0, 2).map((one) => ({ ...one, mobile: "+33639980009" }));
    const { rescheduled, refusals } = await visit.reschedule(rows, { actor: "desk", reason: "it moves", db });
    expect(rescheduled).toBe(1);
    expect(refusals).toMatchObject([{ key: "ana", line: 1, reason: "message/not-moved" }]);
  });
  await test.advance("1m");
  expect(test.sent({ key: "ben" }).map(({ message }) => message.to)).toEqual(["+33639980009"]);
});

it("carries out a transaction before the worker claims, whatever the seed", async () => {
  for (let seed = 1; seed <= 8; seed++) {
    await using test = await createTestRelance(config, { seed });
    const visit = await test.start(visits, { rows: people.slice(0, 1) });
    await test.advance("25h");
    await test.transaction(async (db) => {
      await visit.enroll(people.slice(1), { db });
      const moved = people.slice(1, 2).map((one) => ({ ...one, mobile: "+33639980009" }));
      await visit.reschedule(moved, { actor: "desk", reason: "another number", db });
      await visit.remove(["cleo"], { actor: "desk", reason: "called off", db });
    });
    await test.advance("1m");
    expect(test.sent({ key: "ben" }).map(({ message }) => message.to)).toEqual(["+33639980009"]);
    expect(test.sent({ key: "cleo" })).toEqual([]);
  }
});

it("has waiting recipients for events and outcomes told at the instant, and asks for nothing in between", async () => {
  await using test = await createTestRelance(config);
  const visit = await test.start(visits, { rows: people });
  const heard: number[] = [];
  test.gateway.subscribe("all", (events) => {
    for (const { type } of events) if (type === "enrollment.acknowledged") heard.push(test.time.now());
  });
  await test.advance("1m");
  const outcome = visit.outcome("ana");
  await test.advance("3h");
  const at = test.time.now();
  await test.press("ana");
  expect(await outcome).toMatchObject({ status: "confirmed", answer: "done", provider: "sms.main" });
  expect(heard).toEqual([at]);
  const before = process.cpuUsage();
  await test.advance(10 * HOUR);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(1_000);
});
