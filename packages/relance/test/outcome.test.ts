import { expect, it } from "vitest";
import { createRelance, type Providers, type SendInput, type Store } from "../src/index.ts";
import { gatewayConfig, memoryStore } from "./support/gateway-config.ts";

const BY = { actor: "test", reason: "no time to wait" };
const CONFIRM = { channel: "sms", content: { text: "Will you come? {{ ack.url }}" } } as const;

/** A gateway that sends nothing and counts store reads. */
async function open(inner: Store = memoryStore()) {
  let asked = 0;
  const store: Store = {
    ...inner,
    statuses(input) {
      asked += input.enrollments === undefined ? 0 : 1;
      return inner.statuses(input);
    },
  };
  const config = gatewayConfig({ store, publicUrl: "http://127.0.0.1:1/relance" });
  const gateway = await createRelance(config);
  const send = (key: string) => gateway.send(messageTo(key));
  return { gateway, send, asked: () => asked };
}

function messageTo(key: string): SendInput<Providers> {
  const recipient = { key, contacts: { sms: "+33639980001" } };
  return { idempotencyKey: key, recipient, steps: [CONFIRM] };
}

it("a waiting call learns the confirmation, its answer and its time", async () => {
  const { gateway, send } = await open();
  await using _closed = gateway;
  const waiting = (await send("ana")).outcome();
  await gateway.runOnce({ within: "10s" });
  await gateway.acknowledge([{ key: "ana", id: "desk-1" }]);
  expect(await waiting).toEqual({
    status: "confirmed",
    answer: "done",
    channel: undefined, // the caller's own system said so
    provider: undefined,
    at: expect.any(Date),
    late: false,
  });
});

it("a waiting call learns that the recipient was not reached, and why", async () => {
  const { gateway, send } = await open();
  await using _closed = gateway;
  const waiting = (await send("ana")).outcome();
  const sends = await gateway.campaigns.get("send");
  await sends.escalate(["ana"], BY);
  expect(await waiting).toEqual({ status: "unreached", state: "exhausted", cause: "manual" });
  await sends.resume(["ana"], BY);
  expect(await sends.outcome("ana", { timeout: "0s" })).toEqual({ status: "open" });
  await sends.remove(["ana"], BY);
  expect(await sends.outcome("ana")).toEqual({ status: "cancelled", cause: "withdrawn" });
});

it("a waiting call learns that the recipient was suppressed", async () => {
  const { gateway, send } = await open();
  await using _closed = gateway;
  const { outcome } = await send("ana");
  await gateway.suppressions.add([{ channel: "sms", address: "+33639980001" }]);
  expect(await outcome({ timeout: "0s" })).toMatchObject({ status: "unreached", state: "suppressed" });
});

it("a wait ends with its timeout, or when its gateway closes", { timeout: 60_000 }, async () => {
  const { gateway, send } = await open();
  const { outcome } = await send("ana");

  expect(await outcome({ timeout: "1s" })).toEqual({ status: "open" });
  // @ts-expect-error soon is no length of time
  await expect(outcome({ timeout: "soon" })).rejects.toMatchObject({
    code: "config/invalid",
    message: "timeout: write a duration such as 30s, 15m or 2h",
  });
  await expect(outcome({ timeOut: "1s" } as never)).rejects.toMatchObject({
    code: "config/invalid",
    message: "outcome.timeOut: there is no such setting; did you mean timeout?",
  });
  const waiting = outcome();
  await gateway.close();
  expect(await waiting).toEqual({ status: "open" });
});

it("can be requested again by key, also in another process", async () => {
  const store = memoryStore();
  const { gateway, send } = await open({ ...store, close: async () => undefined });
  await send("ana");
  await gateway.acknowledge([{ key: "ana", id: "desk-1" }]);
  await gateway.close();
  const next = await open(store);
  await using _closed = next.gateway;
  const again = await next.send("ana");
  expect([again.status, await again.outcome()]).toMatchObject(["repeated", { status: "confirmed", answer: "done" }]);
  const sends = await next.gateway.campaigns.get("send");
  expect(await sends.outcome("ana")).toMatchObject({ status: "confirmed" });
  await expect(sends.outcome("bob")).rejects.toMatchObject({ code: "message/unknown-recipient" });
});

it("a thousand waiting calls need one query every half second", async () => {
  const { gateway, send, asked } = await open();
  await using _closed = gateway;
  const keys = Array.from({ length: 1_000 }, (_, n) => `p${n}`);
  const waits: Promise<unknown>[] = [];
  for (const key of keys) waits.push((await send(key)).outcome());
  const before = asked();
  const began = performance.now();
  await gateway.acknowledge(keys.map((key) => ({ key, id: `desk-${key}` })));
  expect(new Set((await Promise.all(waits)).map((outcome) => (outcome as { status: string }).status))).toEqual(
    new Set(["confirmed"]),
  );
  expect(asked() - before).toBeLessThanOrEqual(2 + (performance.now() - began) / 500);
});
