import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { httpSms, type PresetOptions } from "@relance/provider-http-sms";
import { twilioSms } from "@relance/provider-twilio";
import { twilioSignature } from "@relance/simulator";
import type { Meters } from "@relance/spec";
import { sqliteStore } from "@relance/store-sqlite";
import { createRelance, type LogLine, type Provider, type RelanceLike } from "relance";
import { defaultPlugins, partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { snsPost } from "../../packages/providers/http-sms/test/support/aws.ts";
import { optionsAt, RECORDED } from "../../packages/providers/http-sms/test/support/recorded.ts";

const PUBLIC_URL = "https://notify.example.org/relance";
const SENDER = "+33700000001";
const ANNA = "+33639801005";
const TOKEN = "a-token-of-no-account-0123456789";

interface Vendor {
  readonly provider: (url: string) => Provider<"sms">;
  /** An SMS of a recipient as the vendor posts it, with the number in the vendor's own format. */
  readonly post: (text: string, from: string, to: { readonly url: string; readonly service: string }) => Request;
  /** Anna's number in the vendor's format. */
  readonly anna: string;
}

function json(url: string, body: object): Request {
  return new Request(url, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json" },
  });
}

function preset(name: string, without: readonly string[] = []): (url: string) => Provider<"sms"> {
  return (url) => {
    const recorded = RECORDED[name];
    if (recorded === undefined) throw new Error(`nothing was recorded of ${name}`);
    const options = { ...optionsAt(url, recorded), from: SENDER };
    return httpSms(
      Object.fromEntries(Object.entries(options).filter(([key]) => !without.includes(key))) as unknown as PresetOptions,
    );
  };
}

let count = 0;
const id = () => `reply-${++count}`;

/** The vendors with replies, each in the documented format. */
const VENDORS: Readonly<Record<string, Vendor>> = {
  vonage: {
    provider: preset("vonage", ["signatureSecret"]),
    anna: "33639801005",
    post: (text, from, { url }) =>
      json(url, {
        channel: "sms",
        message_uuid: id(),
        to: "33700000001",
        from,
        timestamp: "2026-11-24T10:00:00Z",
        text,
        message_type: "text",
      }),
  },
  sinch: {
    provider: preset("sinch"),
    anna: "33639801005",
    post: (body, from, { url }) =>
      json(url, {
        type: "mo_text",
        id: id(),
        from,
        to: "33700000001",
        body,
        received_at: "2026-11-24T10:00:00.000Z",
        operator_id: "35000",
      }),
  },
  plivo: {
    provider: preset("plivo"),
    anna: "33639801005",
    post: (Text, From, { url }) =>
      new Request(url, {
        method: "POST",
        body: new URLSearchParams({ From, To: "33700000001", Type: "sms", Text, MessageUUID: id(), Units: "1" }),
      }),
  },
  "46elks": {
    provider: preset("46elks"),
    anna: ANNA,
    post: (message, from, { url }) =>
      new Request(url, {
        method: "POST",
        body: new URLSearchParams({
          direction: "incoming",
          id: id(),
          from,
          to: SENDER,
          created: "2026-11-24T10:00:00.000000",
          message,
        }),
      }),
  },
  telnyx: {
    provider: preset("telnyx", ["publicKey"]),
    anna: ANNA,
    post: (text, phone_number, { url }) =>
      json(url, {
        data: {
          record_type: "event",
          id: id(),
          event_type: "message.received",
          occurred_at: "2026-11-24T10:00:00Z",
          payload: {
            record_type: "message",
            direction: "inbound",
            id: id(),
            type: "SMS",
            from: { phone_number },
            to: [{ phone_number: SENDER }],
            text,
          },
        },
      }),
  },
  aws: {
    provider: preset("aws"),
    anna: ANNA,
    post(messageBody, originationNumber, { url, service }) {
      const reply = {
        originationNumber,
        destinationNumber: SENDER,
        messageBody,
        inboundMessageId: id(),
        messageKeyword: "KEYWORD",
      };
      const { body } = snsPost(service, url, { Type: "Notification", Message: JSON.stringify(reply) });
      return new Request(url, { method: "POST", body: Buffer.from(body) });
    },
  },
  twilio: {
    provider: (baseUrl) => twilioSms({ accountSid: `AC${"0".repeat(32)}`, authToken: TOKEN, from: SENDER, baseUrl }),
    anna: ANNA,
    post(Body, From, { url }) {
      const form = { MessageSid: id(), SmsStatus: "received", From, To: SENDER, Body };
      const headers = { "x-twilio-signature": twilioSignature(TOKEN, url, form) };
      return new Request(url, { method: "POST", body: new URLSearchParams(form), headers });
    },
  },
};

interface Stage extends AsyncDisposable {
  readonly gateway: RelanceLike;
  readonly logged: readonly LogLine[];
  /** Requests that this process refused, by error code. */
  refused(): ReadonlyMap<string, number>;
  /** Callback URLs of single messages. */
  readonly callbacks: readonly string[];
  /** The URL at which replies through a provider arrive. */
  addressOf(provider: string): string;
  /** The vendor posts an SMS of a recipient. */
  reply(text: string, change?: { readonly from?: string; readonly url?: string }): Promise<number>;
  send(key: string): Promise<string>;
}

async function stage({ provider, post, anna }: Vendor): Promise<Stage> {
  const callbacks: string[] = [];
  const server = createServer(async (request, response) => {
    const found = RECORDED.aws?.found?.(request.url ?? "");
    if (typeof found === "string") return void response.end(found);
    const sent = Buffer.concat(await Array.fromAsync(request)).toString("utf8");
    callbacks.push(...(/https:[^"]*\/receipts\/[^"]*/.exec(sent) ?? []));
    response.writeHead(201).end('{"id":"m1"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const service = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const logged: LogLine[] = [];
  let refused: ReadonlyMap<string, number> = new Map();
  const meters: Meters = {
    open(measured) {
      refused = measured.refused;
      return () => {};
    },
    send: () => {},
    receipt: () => {},
    step: () => {},
    webhook: () => {},
  };
  const measuring = { name: "meters", migrations: [], posts: {}, commands: [], kinds: [], meters, start: () => ({}) };
  const gateway = await createRelance({
    store: sqliteStore({ file: ":memory:" }),
    providers: { sms: { main: provider(service), other: provider(service) } },
    security: { signing: ["a-secret-for-these-tests"] },
    publicUrl: PUBLIC_URL,
    delivery: "live",
    observe: { ingressCheck: false, log: (line) => void logged.push(line) },
    plugins: [...defaultPlugins(), measuring],
  });
  const addressOf = (name: string) =>
    gateway.views.vendorAddresses().find((one) => one.provider === name)?.replies?.url ?? "";
  const steps = [{ channel: "sms", route: ["main"], content: { text: "Please come" }, wait: "1h" }] as const;
  return {
    gateway,
    logged,
    refused: () => refused,
    callbacks,
    addressOf,
    async reply(text, { from = anna, url = addressOf("sms.main") } = {}) {
      return (await gateway.handle(post(text, from, { url, service }))).status;
    },
    async send(key) {
      const { state } = await gateway.send({ idempotencyKey: key, recipient: { key, contacts: { sms: ANNA } }, steps });
      await gateway.runOnce({ within: "1s" });
      return state;
    },
    async [Symbol.asyncDispose]() {
      await gateway.close({ grace: "1s" });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const kept = async ({ gateway }: Stage) => (await partsOf(gateway).store.replies({ limit: 10 })).rows;

it.each(Object.entries(VENDORS))(
  "STOP as %s posts it comes in at the address to enter there, and suppresses the phone",
  async (_, vendor) => {
    await using there = await stage(vendor);
    expect(await there.send("1")).not.toBe("suppressed");
    expect([200, 204]).toContain(await there.reply("STOP"));
    expect(await Array.fromAsync(there.gateway.suppressions.list())).toMatchObject([
      { channel: "sms", address: ANNA, purpose: "", reason: "opted-out", actor: "sms.main" },
    ]);
    expect(await there.send("2")).toBe("suppressed");
    expect((await kept(there)).map(({ from, person }) => [from, person?.key])).toEqual([[ANNA, "1"]]);
  },
);

describe("under the same id of the vendor", () => {
  const { sinch, twilio } = VENDORS as { readonly sinch: Vendor; readonly twilio: Vendor };

  it("a second STOP counts by the vendor's time, which a retry repeats", async () => {
    await using there = await stage(sinch);
    const url = there.addressOf("sms.main");
    const says = (body: string, received_at: string) =>
      there.gateway.handle(json(url, { type: "mo_text", id: "1", from: sinch.anna, to: SENDER, body, received_at }));
    await there.send("1");
    await says("STOP", "2026-11-24T10:00:00.000Z");
    await says("START", "2026-11-24T10:05:00.000Z");
    await says("STOP", "2026-11-24T10:00:00.000Z");
    expect(await there.send("2")).not.toBe("suppressed");
    await says("STOP", "2026-11-24T10:10:00.000Z");
    expect(await there.send("3")).toBe("suppressed");
    await says("START", "2026-11-24T10:05:00.000Z");
    expect(await there.send("4")).toBe("suppressed");
  });

  it("a STOP counts unless it is in force, and a START once, if the vendor reports no time", async () => {
    await using there = await stage(twilio);
    const url = there.addressOf("sms.main");
    const says = (Body: string) => {
      const form = { MessageSid: "OK", SmsStatus: "received", From: ANNA, To: SENDER, Body };
      const headers = { "x-twilio-signature": twilioSignature(TOKEN, url, form) };
      return there.gateway.handle(new Request(url, { method: "POST", body: new URLSearchParams(form), headers }));
    };
    await there.send("1");
    for (const text of ["STOP", "STOP", "START", "STOP", "START"]) await says(text);
    expect(await there.send("2")).toBe("suppressed");
    expect((await kept(there)).map(({ text }) => text)).toEqual(["STOP", "START", "STOP"]);
  });
});

describe("a reply", () => {
  const { sinch } = VENDORS as { readonly sinch: Vendor };

  it.each(["33639801005", "0033639801005", " 33639801005", "+33 6 39 80 10 05"])(
    "is from the phone that vendors write as %j",
    async (from) => {
      await using there = await stage(sinch);
      await there.send("1");
      await there.reply("STOP", { from });
      expect(await there.send("2")).toBe("suppressed");
    },
  );

  it("from a short code, a name or a national number is kept, logged and counted, and suppresses no phone", async () => {
    await using there = await stage(sinch);
    await there.send("1");
    const senders = ["36180", "MAIRIE", "0639801005"];
    for (const from of senders) expect(await there.reply("STOP", { from })).toBe(204);
    expect(await Array.fromAsync(there.gateway.suppressions.list())).toEqual([]);
    const rows = (await kept(there)).map(({ from, text, status }) => [from, text, status]);
    expect(rows).toEqual(senders.map((from) => [from, "STOP", "unknown"]));
    const lines = there.logged.filter(({ event }) => event === "reply.unknown-sender");
    expect(lines).toEqual(
      senders.map(() => ({
        level: "warn",
        event: "reply.unknown-sender",
        facts: { provider: "sms.main", code: "message/bad-phone" },
      })),
    );
    expect(there.refused()?.get("message/bad-phone")).toBe(3);
    expect(await there.send("2")).not.toBe("suppressed");
  });

  it("of a vendor that signs nothing is taken at the provider's own address alone", async () => {
    await using there = await stage(sinch);
    await there.send("1");
    const own = new URL(there.addressOf("sms.main"));
    const others = new URL(there.addressOf("sms.other"));
    expect(own.href).toMatch(/^https:\/\/notify\.example\.org\/relance\/inbound\/sms\.main\?s=[\w-]{16}$/);
    expect(others.searchParams.get("s")).not.toBe(own.searchParams.get("s"));
    const ofAnother = `${own.origin}${own.pathname}${others.search}`;
    const guessed = `${own.origin}${own.pathname}?s=${"A".repeat(16)}`;
    for (const url of [`${own.origin}${own.pathname}`, ofAnother, guessed, there.callbacks[0] ?? ""])
      expect(await there.reply("STOP", { url })).toBe(403);
    expect(await kept(there)).toEqual([]);
    expect(await there.reply("STOP", { url: own.href })).toBe(204);
    expect(await kept(there)).toHaveLength(1);
  });
});
