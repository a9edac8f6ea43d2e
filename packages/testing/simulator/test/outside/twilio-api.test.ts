import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWorld, type FakeTwilio, fakeTwilio, SILENT_HABITS, virtualClock } from "../../src/index.ts";
import { START } from "../support/population.ts";
import { twilioClient } from "../support/twilio-client.ts";

const from = "+33700000001";
const to = "+33639980001";

describe("fake Twilio, asked by the twilio package", () => {
  let twilio: FakeTwilio;
  beforeAll(async () => {
    twilio = await fakeTwilio();
  });
  afterAll(async () => {
    await twilio.close();
  });

  it("accepts a message and shows it as queued", async () => {
    const { client } = twilioClient(twilio);
    const message = await client.messages.create({ to, from, body: "Bonjour" });
    expect(message.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(message).toMatchObject({ status: "queued", to, from, body: "Bonjour", direction: "outbound-api" });
    expect(message.dateCreated).toBeInstanceOf(Date);
  });

  it("starts as accepted, without segments, when a messaging service sends", async () => {
    const { client } = twilioClient(twilio);
    const messagingServiceSid = `MG${"1".repeat(32)}`;
    const message = await client.messages.create({ to, messagingServiceSid, body: "Bonjour" });
    expect(message).toMatchObject({ status: "accepted", from: null, numSegments: "0", messagingServiceSid });
  });

  it.each([
    { input: { to: "12", from, body: "x" }, code: 21211 },
    { input: { to, from, body: "" }, code: 21602 },
    { input: { to, body: "x" }, code: 21603 },
    { input: { to: from, from, body: "x" }, code: 21266 },
    { input: { to, from, body: "x".repeat(1_601) }, code: 21617 },
    { input: { to, from, body: "x", statusCallback: "http://bad_host/x" }, code: 21609 },
    { input: { to, from, body: "x", validityPeriod: 36_001 }, code: 21624 },
    { input: { to, from: "not a sender!", body: "x" }, code: 21606 },
  ])("refuses with $code what Twilio refuses with $code", async ({ input, code }) => {
    const { client } = twilioClient(twilio);
    await expect(client.messages.create(input)).rejects.toMatchObject({ status: 400, code });
  });

  it("refuses wrong credentials, and another account's path", async () => {
    const { client } = twilioClient(twilio, "wrong");
    await expect(client.messages.create({ to, from, body: "x" })).rejects.toMatchObject({
      status: 401,
      code: 20003,
    });
    const own = twilioClient(twilio).client;
    const foreign = own.api.v2010.accounts(`AC${"9".repeat(32)}`).messages;
    await expect(foreign.create({ to, from, body: "x" })).rejects.toMatchObject({ code: 20404 });
  });

  it("refuses one number with the code that a test sets", async () => {
    const { client } = twilioClient(twilio);
    twilio.refuse("+33639980666", 21614);
    const create = () => client.messages.create({ to: "+33639980666", from, body: "x" });
    await expect(create()).rejects.toMatchObject({ code: 21614 });
    twilio.refuse("+33639980666", undefined);
    await expect(create()).resolves.toMatchObject({ status: "queued" });
  });

  it("reads one message, and answers 20404 for an unknown one", async () => {
    const { client } = twilioClient(twilio);
    const { sid } = await client.messages.create({ to, from, body: "lu" });
    await expect(client.messages(sid).fetch()).resolves.toMatchObject({ sid, body: "lu" });
    const unknown = client.messages(`SM${"f".repeat(32)}`).fetch();
    await expect(unknown).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  it("lists newest first, by recipient and sender, over as many pages as needed", async () => {
    const { client, recorded } = twilioClient(twilio);
    const own = "+33639980500";
    for (let number = 1; number <= 7; number++) {
      await client.messages.create({ to: own, from, body: `${number}` });
    }
    const listed = await client.messages.list({ to: own, pageSize: 3 });
    expect(listed.map(({ body }) => body)).toEqual(["7", "6", "5", "4", "3", "2", "1"]);
    expect(recorded.filter(({ method }) => method === "GET")).toHaveLength(3);
    expect(await client.messages.list({ to: own, from: "+33700000009" })).toEqual([]);
  });

  it("filters by the time of sending, which a queued message does not have yet", async () => {
    const clock = virtualClock(START);
    const world = createWorld({ seed: 1, clock, habits: SILENT_HABITS });
    await using other = await fakeTwilio({ world, courier: { receipts: 1 } });
    const { client } = twilioClient(other);
    await client.messages.create({ to, from, body: "x" });
    const after = new Date(START - 60_000);
    expect(await client.messages.list({ to, dateSentAfter: after })).toEqual([]);
    clock.advanceTo(START + 7_200_000);
    expect(await client.messages.list({ to, dateSentAfter: after })).toMatchObject([{ status: "delivered" }]);
  });

  it("answers 20004 to unsupported requests", async () => {
    const { client } = twilioClient(twilio);
    const { sid } = await client.messages.create({ to, from, body: "x" });
    await expect(client.messages(sid).update({ body: "" })).rejects.toMatchObject({ status: 405, code: 20004 });
  });
});

describe("fake Twilio with faults", () => {
  it.each([
    { mode: "throttle", status: 429, code: 20429 },
    { mode: "unavailable", status: 503, code: 20503 },
    { mode: "unauthorized", status: 401, code: 20003 },
    { mode: "refuse", status: 400, code: 21211 },
  ] as const)("answers $status in mode $mode, and counts the request", async ({ mode, status, code }) => {
    await using twilio = await fakeTwilio();
    const { client } = twilioClient(twilio);
    twilio.mode(mode);
    const statusCallback = "http://127.0.0.1:9/receipts/sms.main?a=k1&s=x";
    const sending = client.messages.create({ to, from, body: "x", statusCallback });
    await expect(sending).rejects.toMatchObject({ status, code });
    expect(twilio.requestsOf("k1")).toBe(1);
    expect([...twilio.messages()]).toEqual([]);
  });

  it("states to a throttled sender when to retry", async () => {
    await using twilio = await fakeTwilio();
    twilio.mode("throttle");
    const response = await fetch(`${twilio.url}/2010-04-01/Accounts/${twilio.accountSid}/Messages.json`, {
      method: "POST",
    });
    expect(response.headers.get("retry-after")).toBe("1");
  });

  it("returns a given answer unchanged", async () => {
    await using twilio = await fakeTwilio();
    const { client } = twilioClient(twilio);
    twilio.mode({ status: 502, body: "<html>Bad Gateway</html>" });
    await expect(client.messages.create({ to, from, body: "x" })).rejects.toMatchObject({ status: 502 });
  });

  it.each([
    { mode: "reset", taken: 1 },
    { mode: "reset-mid-answer", taken: 1 },
    { mode: "drop", taken: 0 },
    { mode: "silence", taken: 1 },
  ] as const)("gives the sender no answer in mode $mode, after it accepted $taken", async (trouble) => {
    await using twilio = await fakeTwilio();
    twilio.mode(trouble.mode);
    const body = new URLSearchParams({ To: to, From: from, Body: "x" });
    const authorization = `Basic ${btoa(`${twilio.accountSid}:${twilio.authToken}`)}`;
    const path = `/2010-04-01/Accounts/${twilio.accountSid}/Messages.json`;
    const sending = fetch(twilio.url + path, {
      method: "POST",
      body,
      headers: { authorization },
      signal: AbortSignal.timeout(300),
    });
    await expect(sending.then((response) => response.text())).rejects.toThrow();
    expect([...twilio.messages()]).toHaveLength(trouble.taken);
  });

  it("holds its answer in mode `hold`, until the mode changes", async () => {
    const world = createWorld({ seed: 1, clock: virtualClock(START), habits: SILENT_HABITS });
    await using twilio = await fakeTwilio({ world });
    const { client } = twilioClient(twilio);
    twilio.mode("hold");
    let isAnswered = false;
    const sending = client.messages.create({ to, from, body: "x" }).finally(() => {
      isAnswered = true;
    });
    await expect.poll(() => [...twilio.messages()].length).toBe(1);
    expect([isAnswered, world.inFlight()]).toEqual([false, 1]);
    twilio.mode("accept");
    expect((await sending).sid).toMatch(/^SM/);
  });

  it("returns an invalid answer in mode `garbage`", async () => {
    await using twilio = await fakeTwilio();
    const { client } = twilioClient(twilio);
    twilio.mode("garbage");
    await expect(client.messages.create({ to, from, body: "x" })).rejects.toBeDefined();
    expect([...twilio.messages()]).toHaveLength(1);
  });

  it("is busy while it serves, and idle afterwards", async () => {
    const world = createWorld({ seed: 1, clock: virtualClock(START), habits: SILENT_HABITS });
    await using twilio = await fakeTwilio({ world });
    const { client } = twilioClient(twilio);
    const sending = client.messages.create({ to, from, body: "x" });
    await sending;
    await expect.poll(() => world.inFlight()).toBe(0);
    expect(world.nextAt()).toBeGreaterThan(START);
  });
});
