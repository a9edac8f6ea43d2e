import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { httpSms } from "@relance/provider-http-sms";
import { partsOf } from "relance/parts";
import { expect, it } from "vitest";
import { openStack, type Stack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const PEOPLE = 30;
const TOKEN = "a-token-of-the-carrier";

interface Accepted {
  readonly to: string;
  readonly callback: string;
}

async function carrierOfOneId() {
  const accepted: Accepted[] = [];
  const server = createServer(async (request, response) => {
    accepted.push((await new Response(request as never).json()) as Accepted);
    response.writeHead(200, { "content-type": "application/json" }).end('{"id":"OK"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function openWith(url: string, token?: string): Promise<Stack> {
  const carrier = httpSms({
    vendor: "one-id",
    url: `${url}/send`,
    body: { json: { to: "{to}", text: "{text}", callback: "{callbackUrl}" } },
    ref: "id",
    receipts: {
      ...(token && { verify: { token: { header: "x-token", token } } }),
      status: "status",
      statuses: { sent: "in-transit", delivered: "delivered", failed: "undelivered" },
      ref: "id",
      errorCode: "error",
    },
    replies: { from: "from", text: "text", id: "id" },
  });
  return openStack({ madeOf: (config) => ({ ...config, providers: { ...config.providers, sms: { main: carrier } } }) });
}

const STEPS = [{ channel: "sms" as const, route: ["main"], template: "please@1", wait: "24h" }];

async function post(url: string, facts: object): Promise<void> {
  const headers = { "content-type": "application/json", "x-token": TOKEN };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(facts) });
  expect(answer.status).toBe(204);
}

const rows = (group: number) =>
  Array.from({ length: PEOPLE }, (_, n) => ({ id: `p${group}-${n}`, mobile: `+33639980${group}${10 + n}` }));

it("a carrier that gives every message the same id loses no receipt in two campaigns", async () => {
  await using carrier = await carrierOfOneId();
  await using stack = await openWith(carrier.url);
  for (const group of [1, 2]) {
    await stack.start(rows(group), { name: `group-${group}`, steps: STEPS });
    await waitFor("the messages", () => carrier.accepted.length === PEOPLE * group);
    await Promise.all(carrier.accepted.map(({ callback }) => post(callback, { id: "OK", status: "delivered" })));
    const handle = await stack.gateway.campaigns.get(`group-${group}`);
    expect((await handle.ledger()).attempts).toMatchObject([{ evidence: "delivered", count: PEOPLE }]);
  }
  expect(carrier.accepted).toHaveLength(2 * PEOPLE);
});

it("the holder of one leaked callback URL reports about one message, and stores a bounded number of facts", async () => {
  await using carrier = await carrierOfOneId();
  await using stack = await openWith(carrier.url);
  const handle = await stack.start(rows(1), { steps: STEPS });
  await waitFor("the messages", () => carrier.accepted.length === PEOPLE);
  const [leaked, ...others] = carrier.accepted;
  const at = (n: number) => ({ id: `guess-${n}`, status: n % 2 === 0 ? "delivered" : "sent", error: `e${n}` });
  for (let n = 0; n < PEOPLE; n++) await post(leaked?.callback ?? "", n % 3 === 0 ? { ...at(n), id: "OK" } : at(n));
  const number = leaked?.to ?? "";
  const key = `p1-${Number(number.slice(-2)) - 10}`;
  const { store } = partsOf(stack.gateway);
  const [ledger] = await stack.gateway.campaigns.ledgers();
  const { enrollment = 0 } = (await store.read({ campaign: ledger?.campaign ?? 0, key })) ?? {};
  const stored = (await store.read({ enrollment }, { receipts: "without-requests" }))?.receipts ?? [];
  expect(stored.map(({ kind }) => kind).sort()).toEqual(["delivered", "in-transit"]);
  await Promise.all(others.map(({ callback }) => post(callback, { id: "OK", status: "delivered" })));
  expect((await handle.ledger()).attempts).toMatchObject([{ evidence: "delivered", count: PEOPLE }]);
});

it("a reply under a reused id of the carrier is another reply if the sender or the text differs", async () => {
  await using carrier = await carrierOfOneId();
  await using stack = await openWith(carrier.url, TOKEN);
  const [alice, bob] = ["+33639980001", "+33639980002"];
  await stack.start(
    [alice, bob].map((mobile) => ({ id: mobile, mobile })),
    { steps: STEPS },
  );
  await waitFor("the messages", () => carrier.accepted.length === 2);
  const inbound = `${stack.settings.publicUrl}/inbound/sms.main`;
  for (const [from, text] of [
    [alice, "hello?"],
    [bob, "STOP"],
    [alice, "OK"],
    [alice, "OK"],
  ])
    await post(inbound, { id: "1", from, text });
  const { store } = partsOf(stack.gateway);
  expect((await store.suppressions({ limit: 10 })).rows).toHaveLength(1);
  expect((await stack.happened("enrollment.acknowledged", alice)).key).toBe(alice);
  expect((await stack.events()).filter(({ type }) => type === "enrollment.acknowledged")).toHaveLength(1);
});
