import { expect, it } from "vitest";
import { createWorld, EAGER_HABITS, type FakePostmark, fakePostmark, virtualClock } from "../../src/index.ts";
import { START } from "../support/population.ts";
import { receiver, until } from "../support/receiver.ts";

async function send({ url, serverToken }: FakePostmark, change: object = {}, token = serverToken) {
  const mail = {
    From: "help@example.org",
    To: "anna@example.org",
    Subject: "Please",
    TextBody: "Confirm: https://example.org/a/1",
    Metadata: { relance: "k1-0123abcd" },
    ...change,
  };
  const headers = { "x-postmark-server-token": token, "content-type": "application/json" };
  const response = await fetch(`${url}/email`, { method: "POST", headers, body: JSON.stringify(mail) });
  const { ErrorCode, MessageID } = (await response.json()) as { ErrorCode: number; MessageID?: string };
  return { status: response.status, ErrorCode, MessageID };
}

it("delivers a mail to its mailbox, and reports its fate with the webhook's credentials", async () => {
  const clock = virtualClock(START);
  const faults = [
    { provider: "postmark", bounced: 1, only: (to: string) => to.startsWith("gone@") },
    { provider: "postmark", loss: 1, only: (to: string) => to.endsWith("@lost.example") },
  ];
  const world = createWorld({ seed: 1, clock, habits: EAGER_HABITS, faults });
  world.add([{ key: "p1", contacts: [{ channel: "email", address: "anna@example.org" }] }]);
  await using heard = await receiver();
  await using postmark = await fakePostmark({ world, courier: { receipts: 1 } });
  postmark.tell(`${heard.url}/receipts/email.main`);
  const anna = await send(postmark);
  const gone = await send(postmark, { To: "gone@example.org", Metadata: { relance: "k2-0123abcd" } });
  expect(await send(postmark, { To: "anna@lost.example" })).toMatchObject({ status: 200, ErrorCode: 0 });
  expect([anna, gone]).toMatchObject([{ status: 200 }, { status: 200 }]);
  expect([postmark.requestsOf("k1"), postmark.requestsOf("k2")]).toEqual([2, 1]);
  for (let next = clock.nextAt(); next !== undefined; next = clock.nextAt()) {
    clock.advanceTo(next);
    await until(() => world.inFlight() === 0);
  }
  expect(world.person("p1")?.received).toMatchObject([{ attemptId: "k1", links: ["https://example.org/a/1"] }]);
  const { user, password } = postmark.webhook;
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  expect(heard.heard.map(({ headers }) => headers.authorization)).toEqual([authorization, authorization]);
  const events = heard.heard.map(({ body }) => JSON.parse(body));
  expect(events.toSorted((a, b) => a.RecordType.localeCompare(b.RecordType))).toMatchObject([
    { RecordType: "Bounce", Type: "HardBounce", Email: "gone@example.org", MessageID: gone.MessageID },
    {
      RecordType: "Delivery",
      Recipient: "anna@example.org",
      MessageID: anna.MessageID,
      Metadata: { relance: "k1-0123abcd" },
    },
  ]);
});

it("refuses with Postmark's own texts", async () => {
  await using postmark = await fakePostmark();
  expect(await send(postmark, {}, "another")).toMatchObject({ status: 401, ErrorCode: 10 });
  expect(await send(postmark, { To: "" })).toMatchObject({ status: 422, ErrorCode: 300 });
  postmark.mode("refuse");
  expect(await send(postmark)).toMatchObject({ status: 422, ErrorCode: 406 });
  postmark.mode("throttle");
  expect(await send(postmark)).toMatchObject({ status: 429, ErrorCode: 429 });
});
