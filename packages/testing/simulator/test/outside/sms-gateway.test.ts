import { describe, expect, it } from "vitest";
import {
  createWorld,
  type FakeSmsGateway,
  type FakeSmsGatewayOptions,
  fakeSmsGateway,
  gatewaySignature,
  SILENT_HABITS,
  virtualClock,
} from "../../src/index.ts";
import { phoneOf, START } from "../support/population.ts";
import { receiver, until } from "../support/receiver.ts";

const to = phoneOf(1);

function post(gateway: FakeSmsGateway, body: unknown, key: string = gateway.apiKey): Promise<Response> {
  return fetch(`${gateway.url}/send`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

function lookUp(gateway: FakeSmsGateway, id: string): Promise<Response> {
  return fetch(`${gateway.url}/messages/${id}`, { headers: { authorization: `Bearer ${gateway.apiKey}` } });
}

async function stage(options: FakeSmsGatewayOptions = {}) {
  const clock = virtualClock(START);
  const world = createWorld({ seed: 1, clock, habits: SILENT_HABITS });
  const heard = await receiver();
  const gateway = await fakeSmsGateway({ courier: { receipts: 1 }, ...options, world });
  return {
    world,
    gateway,
    heard,
    async settle() {
      for (let next = clock.nextAt(); next !== undefined; next = clock.nextAt()) {
        clock.advanceTo(next);
        await until(() => world.inFlight() === 0);
      }
    },
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await heard[Symbol.asyncDispose]();
    },
  };
}

describe("fake SMS gateway", () => {
  it("accepts a message with both ids, and reports its status by either", async () => {
    await using it = await stage();
    const answer = await post(it.gateway, { to, text: "Bonjour", id: "k1" });
    expect(answer.status).toBe(202);
    const { id, status } = (await answer.json()) as { id: string; status: string };
    expect(status).toBe("accepted");
    await it.settle();
    for (const name of [id, "k1"]) {
      expect(await (await lookUp(it.gateway, name)).json()).toMatchObject({
        id,
        reference: "k1",
        status: "delivered",
      });
    }
    expect((await lookUp(it.gateway, "nothing")).status).toBe(404);
  });

  it("posts delivery reports with the HMAC of their bytes", async () => {
    await using it = await stage();
    await post(it.gateway, { to, text: "x", id: "k1", callback: `${it.heard.url}/receipts/sms.second?a=k1` });
    await it.settle();
    const statuses = it.heard.heard.map(({ body }) => JSON.parse(body).status);
    expect(statuses.sort()).toEqual(["delivered", "sent"]);
    for (const { headers, body } of it.heard.heard) {
      expect(headers["x-gateway-signature"]).toBe(gatewaySignature(it.gateway.secret, body));
    }
  });

  it("repeats a report that was not accepted", async () => {
    await using it = await stage({ courier: { loss: 1 } });
    it.heard.answerNext(503, 503);
    await post(it.gateway, { to, text: "x", callback: it.heard.url });
    await it.settle();
    expect(it.heard.heard).toHaveLength(3);
    expect(it.gateway.callbacks).toMatchObject({ accepted: 1, failed: 0 });
  });

  it.each([
    { body: { to: "0639980001", text: "x" }, error: "invalid_number" },
    { body: { to, text: "" }, error: "missing_text" },
    { body: { to, text: "x", callback: "nowhere" }, error: "invalid_callback" },
    { body: { to, text: "x", validity: -1 }, error: "invalid_validity" },
    { body: "[1,", error: "bad_json" },
  ])("refuses $error", async ({ body, error }) => {
    await using it = await stage();
    const answer = await post(it.gateway, body);
    expect([answer.status, await answer.json()]).toEqual([400, { error }]);
  });

  it("requires its key", async () => {
    await using it = await stage();
    expect((await post(it.gateway, { to, text: "x" }, "wrong")).status).toBe(401);
  });

  it("sends a repeated id twice, as most gateways do, or once if it is idempotent", async () => {
    await using plain = await stage();
    await post(plain.gateway, { to, text: "x", id: "k1" });
    await post(plain.gateway, { to, text: "x", id: "k1" });
    expect(plain.world.report().couriers.gateway?.taken).toBe(2);
    expect(plain.gateway.requestsOf("k1")).toBe(2);
    await using idempotent = await stage({ isIdempotent: true });
    await post(idempotent.gateway, { to, text: "x", id: "k1" });
    expect((await post(idempotent.gateway, { to, text: "x", id: "k1" })).status).toBe(200);
    expect(idempotent.world.report().couriers.gateway?.taken).toBe(1);
  });

  it.each([
    { mode: "refuse", status: 400 },
    { mode: "throttle", status: 429 },
    { mode: "unavailable", status: 503 },
    { mode: "unauthorized", status: 401 },
  ] as const)("answers $status in mode $mode", async ({ mode, status }) => {
    await using it = await stage();
    it.gateway.mode(mode);
    const answer = await post(it.gateway, { to, text: "x", id: "k1" });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("retry-after")).toBe(mode === "throttle" ? "1" : null);
    expect(it.gateway.requestsOf("k1")).toBe(1);
  });

  it("posts recipients' SMS, signed", async () => {
    await using it = await stage();
    it.gateway.receiveAt(`${it.heard.url}/inbound`);
    it.world.carrier("gateway").reply(to, "36000", "OK 47");
    const [first] = await it.heard.count(1);
    expect(JSON.parse(first?.body ?? "{}")).toMatchObject({
      type: "inbound",
      from: to,
      to: "36000",
      text: "OK 47",
    });
    expect(first?.headers["x-gateway-signature"]).toBe(gatewaySignature(it.gateway.secret, first?.body ?? ""));
  });
});
