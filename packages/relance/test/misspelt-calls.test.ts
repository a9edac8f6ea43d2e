import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CampaignHandle, createRelance, type Relance } from "../src/index.ts";
import { gatewayConfig } from "./support/gateway-config.ts";

const BY = { actor: "desk", reason: "by phone" };
const MESSAGE = {
  idempotencyKey: "ben",
  recipient: { key: "ben", contacts: { sms: "+33639980002" } },
  steps: [{ channel: "sms", content: { text: "Hello" } }],
};

type Call = (gateway: Relance, options: never, send: CampaignHandle) => unknown;

const first = (rows: AsyncIterable<unknown>) => rows[Symbol.asyncIterator]().next();
const ONLY_DB = "there is only db";

/** Each call with an unknown option, and the error's path. */
const CALLS: readonly (readonly [string, string, string, Call])[] = [
  [
    "campaigns.get",
    "occurence",
    "did you mean occurrence?",
    ({ campaigns }, options) => campaigns.get("send", options),
  ],
  ["campaigns.open", "occurence", "did you mean occurrence?", ({ campaigns }, o) => campaigns.open({} as never, o)],
  ["campaigns.start", "tennant", "did you mean tenant?", ({ campaigns }, o) => campaigns.start({} as never, o)],
  ["campaigns.plan", "rws", "did you mean rows?", ({ campaigns }, o) => campaigns.plan({} as never, o)],
  ["send", "tx", ONLY_DB, (gateway, options) => gateway.send(MESSAGE as never, options)],
  ["acknowledge", "tx", ONLY_DB, (gateway, options) => gateway.acknowledge([{ key: "ana" }], options)],
  ["suppressions.add", "tx", ONLY_DB, ({ suppressions }, options) => suppressions.add([], options)],
  ["suppressions.remove", "tx", ONLY_DB, ({ suppressions }, options) => suppressions.remove([], options)],
  ["suppressions.list", "tennant", "did you mean tenant?", ({ suppressions }, o) => first(suppressions.list(o))],
  ["outbox", "afer", "did you mean after?", (gateway, options) => first(gateway.outbox(options))],
  ["events", "cursr", "did you mean cursor?", (gateway, options) => gateway.events(options)],
  ["incidents", "opn", "did you mean open?", (gateway, options) => first(gateway.incidents(options))],
  ["run", "grce", "did you mean grace?", (gateway, options) => gateway.run(options)],
  ["runOnce", "withn", "did you mean within?", (gateway, options) => gateway.runOnce(options)],
  ["close", "grce", "did you mean grace?", (gateway, options) => gateway.close(options)],
  ["enroll", "tx", ONLY_DB, (_, options, send) => send.enroll([], options)],
  ["recipients", "stat", "did you mean state?", (_, options, send) => first(send.recipients(options))],
  ["unreached", "causes", "did you mean cause?", (_, options, send) => first(send.unreached(options))],
  ["replies", "uncler", "did you mean unclear?", (_, options, send) => first(send.replies(options))],
  ["report", "price", "did you mean prices?", (_, options, send) => send.report(options)],
  ["outcome", "timeOut", "did you mean timeout?", (_, options, send) => send.outcome("ana", options)],
];

/** The same for commands with actor and reason. */
const ORDERS: typeof CALLS = [
  ["erase", "tennant", "did you mean tenant?", (gateway, options) => gateway.erase(["ana"], options)],
  ["remove", "dbb", "did you mean db?", (_, options, send) => send.remove(["ana"], options)],
  ["reschedule", "dbb", "did you mean db?", (_, options, send) => send.reschedule([], options)],
  ["recordAccess", "kes", "did you mean keys?", (_, options, send) => send.recordAccess(options)],
  ["pause", "providr", "did you mean provider?", (_, options, send) => send.pause(options)],
  ["resume", "overide", "did you mean override?", (_, options, send) => send.resume(options)],
  ["throttle", "stp", "did you mean step?", (_, options, send) => send.throttle(options)],
  ["cancel", "keys", "there are actor, reason", (_, options, send) => send.cancel(options)],
];

describe("a call", () => {
  let gateway: Relance;
  let send: CampaignHandle;
  beforeAll(async () => {
    gateway = await createRelance(gatewayConfig());
    await gateway.send({ ...MESSAGE, idempotencyKey: "ana", recipient: { ...MESSAGE.recipient, key: "ana" } } as never);
    send = await gateway.campaigns.get("send");
  });
  afterAll(() => gateway.close());

  const refusal = async (work: () => Promise<unknown>) => {
    const error = await work().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "config/invalid" });
    return (error as Error).message;
  };

  const named = [...CALLS.map((one) => [...one, {}] as const), ...ORDERS.map((one) => [...one, BY] as const)];

  it("suggests the right name if two letters are swapped", async () => {
    const event = await refusal(async () => gateway.acknowledge([{ kye: "ana" } as never]));
    expect(event).toBe("events[0].kye: there is no such setting; did you mean key?");
    const recipient = { kye: "ana", contacts: MESSAGE.recipient.contacts };
    const message = await refusal(async () => gateway.send({ ...MESSAGE, recipient } as never));
    expect(message).toContain("recipient.kye: there is no such setting; did you mean key?");
  });

  it.each(named)("%s with a misspelt %s reports %s, and does nothing", async (name, misspelt, said, call, by) => {
    const message = await refusal(async () => call(gateway, { ...by, [misspelt]: "x" } as never, send));
    expect(message).toBe(`${name}.${misspelt}: there is no such setting; ${said}`);
    expect([await send.recipient("ben"), (await send.recipient("ana"))?.state]).toEqual([undefined, "pending"]);
  });

  it.each([
    [
      "reschedule",
      'pass rows as an array, such as [{ key: "p2" }]',
      (c: CampaignHandle) => c.reschedule({} as never, BY),
    ],
    ["enroll", "enroll: write { db }", (c: CampaignHandle) => c.enroll([], "x" as never)],
    [
      "escalate",
      'pass the keys of recipients as an array, such as ["p2"]',
      (c: CampaignHandle) => c.escalate("x" as never, BY),
    ],
    [
      "escalate",
      "ifRevision applies to one recipient: pass one key",
      (c: CampaignHandle) => c.escalate(["ana", "ben"], { ...BY, ifRevision: 1 }),
    ],
  ])("%s with something else reports %s", async (_, said, call) => {
    expect(await refusal(async () => call(send))).toBe(said);
  });

  it.each<readonly [string, string, (gateway: Relance) => unknown]>([
    ["send", "send: write { idempotencyKey, recipient, steps }", (g) => g.send(undefined as never)],
    ["send", "send: write idempotencyKey, recipient, steps as well", (g) => g.send({} as never)],
    ["send", "send: write steps as well", (g) => g.send({ ...MESSAGE, steps: undefined } as never)],
    ["runOnce", "runOnce: within: write a duration such as 10s, 15m or 90d", (g) => g.runOnce(undefined as never)],
    ["run", "run: pass signal, an AbortSignal", (g) => g.run(undefined as never)],
    ["suppressions.add", "suppressions.add takes an array of entries", (g) => g.suppressions.add("x" as never)],
    [
      "suppressions.add",
      "entries[0].expiresat: there is no such setting; did you mean expiresAt?",
      (g) => g.suppressions.add([{ channel: "sms", address: "+33639980003", expiresat: new Date() } as never]),
    ],
    ["erase", 'pass the keys of recipients as an array, such as ["p2"]', (g) => g.erase("ana" as never, BY)],
  ])("%s reports what it accepts: %s", async (_, said, call) => {
    expect(await refusal(async () => call(gateway))).toBe(said);
  });

  it("suppressions.add refuses only the invalid entry", async () => {
    expect(await gateway.suppressions.add([undefined as never])).toMatchObject([{ status: "refused" }]);
  });
});
