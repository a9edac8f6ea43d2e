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
  readonly anna: string;
  /** Returns the vendor's form fields for an SMS from a recipient. */
  readonly sms: (text: string, from: string) => object;
  /** Returns the vendor's form fields for an MMS. An MMS may lack a text or a sender. */
  readonly mms: (text: string | undefined, from: string | undefined) => object;
  readonly request: (fields: object, to: { readonly url: string; readonly service: string }) => Request;
}

function json(fields: object, { url }: { readonly url: string }): Request {
  const headers = { "content-type": "application/json" };
  return new Request(url, { method: "POST", body: JSON.stringify(fields), headers });
}

function formOf(fields: object): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function form(fields: object, { url }: { readonly url: string }): Request {
  return new Request(url, { method: "POST", body: new URLSearchParams(formOf(fields)) });
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

function telnyxPost(payload: object): object {
  const event = { record_type: "event", id: id(), event_type: "message.received" };
  const message = { record_type: "message", direction: "inbound", id: id(), ...payload };
  return { data: { ...event, occurred_at: "2026-11-24T10:00:00Z", payload: message } };
}

function awsPost(messageBody: string | undefined, originationNumber: string | undefined): object {
  const about = { destinationNumber: SENDER, inboundMessageId: id(), messageKeyword: "KEYWORD" };
  return { originationNumber, messageBody, ...about };
}

function infobipPost(text: string | undefined, from: string | undefined): object {
  const about = { messageId: id(), to: "33700000001", keyword: "KEYWORD", receivedAt: "2026-11-24T10:00:00.000+0000" };
  return { results: [{ ...about, from, text, cleanText: text, smsCount: 1 }], messageCount: 1, pendingMessageCount: 0 };
}

/** Vendors that forward replies. Requests have the format that the vendor documents. */
const VENDORS: Readonly<Record<string, Vendor>> = {
  vonage: {
    provider: preset("vonage", ["signatureSecret"]),
    anna: "33639801005",
    sms: (text, from) => ({
      channel: "sms",
      message_uuid: id(),
      to: "33700000001",
      from,
      timestamp: "2026-11-24T10:00:00Z",
      text,
      message_type: "text",
    }),
    mms: (caption, from) => ({
      channel: "mms",
      message_uuid: id(),
      to: "33700000001",
      from,
      timestamp: "2026-11-24T10:00:00Z",
      message_type: "image",
      image: { url: "https://api.nexmo.com/v3/media/1", name: "image.jpg", caption },
    }),
    request: json,
  },
  sinch: {
    provider: preset("sinch"),
    anna: "33639801005",
    sms: (body, from) => ({
      type: "mo_text",
      id: id(),
      from,
      to: "33700000001",
      body,
      received_at: "2026-11-24T10:00:00.000Z",
      operator_id: "35000",
    }),
    mms: (message, from) => ({
      type: "mo_media",
      id: id(),
      from,
      to: "33700000001",
      body: { message, media: [{ url: "https://example.org/1.jpg", content_type: "image/jpeg", status: "Uploaded" }] },
      received_at: "2026-11-24T10:00:00.000Z",
    }),
    request: json,
  },
  infobip: { provider: preset("infobip"), anna: "33639801005", sms: infobipPost, mms: infobipPost, request: json },
  plivo: {
    provider: preset("plivo"),
    anna: "33639801005",
    sms: (Text, From) => ({ From, To: "33700000001", Type: "sms", Text, MessageUUID: id(), Units: "1" }),
    mms: (Body, From) => ({
      From,
      To: "33700000001",
      Type: "mms",
      Body,
      MessageUUID: id(),
      MediaCount: "1",
      Media1: "https://media.plivo.com/1.jpg",
    }),
    request: form,
  },
  "46elks": {
    provider: preset("46elks"),
    anna: ANNA,
    sms: (message, from) => ({
      direction: "incoming",
      id: id(),
      from,
      to: SENDER,
      created: "2026-11-24T10:00:00.000000",
      message,
    }),
    mms: (message, from) => ({
      direction: "incoming",
      id: id(),
      from,
      to: SENDER,
      created: "2026-11-24T10:00:00.000000",
      message,
      image: "https://api.46elks.com/a1/images/1",
    }),
    request: form,
  },
  telnyx: {
    provider: preset("telnyx", ["publicKey"]),
    anna: ANNA,
    sms: (text, phone_number) =>
      telnyxPost({ type: "SMS", from: { phone_number }, to: [{ phone_number: SENDER }], text }),
    mms: (text, phone_number) =>
      telnyxPost({
        type: "MMS",
        from: { phone_number },
        to: [{ phone_number: SENDER, status: "webhook_delivered" }],
        text,
        media: [{ url: "https://media.telnyx.com/1.jpg", content_type: "image/jpeg" }],
      }),
    request: json,
  },
  aws: {
    provider: preset("aws"),
    anna: ANNA,
    sms: awsPost,
    mms: awsPost,
    request(fields, { url, service }) {
      const { body } = snsPost(service, url, { Type: "Notification", Message: JSON.stringify(fields) });
      return new Request(url, { method: "POST", body: Buffer.from(body) });
    },
  },
  twilio: {
    provider: (baseUrl) => twilioSms({ accountSid: `AC${"0".repeat(32)}`, authToken: TOKEN, from: SENDER, baseUrl }),
    anna: ANNA,
    sms: (Body, From) => ({ MessageSid: id(), SmsStatus: "received", From, To: SENDER, Body }),
    mms: (Body, From) => ({ MessageSid: id(), From, To: SENDER, Body, NumMedia: "1", MediaUrl0: "https://x.test/1" }),
    request(fields, { url }) {
      const sent = formOf(fields);
      const headers = { "x-twilio-signature": twilioSignature(TOKEN, url, sent) };
      return new Request(url, { method: "POST", body: new URLSearchParams(sent), headers });
    },
  },
};

interface Stage extends AsyncDisposable {
  readonly gateway: RelanceLike;
  readonly logged: readonly LogLine[];
  /** Returns the number of refused requests by error code. */
  refused(): ReadonlyMap<string, number>;
  readonly callbacks: readonly string[];
  addressOf(provider: string): string;
  reply(text: string, change?: { readonly from?: string; readonly url?: string }): Promise<number>;
  post(fields: object, url?: string): Promise<number>;
  send(key: string, sms?: string): Promise<string>;
}

async function stage({ provider, sms, request, anna }: Vendor): Promise<Stage> {
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
  const post = async (fields: object, url = addressOf("sms.main")) =>
    (await gateway.handle(request(fields, { url, service }))).status;
  const steps = [{ channel: "sms", route: ["main"], content: { text: "Please come" }, wait: "1h" }] as const;
  return {
    gateway,
    logged,
    refused: () => refused,
    callbacks,
    addressOf,
    post,
    reply: (text, { from = anna, url } = {}) => post(sms(text, from), url),
    async send(key, sms = ANNA) {
      const { state } = await gateway.send({ idempotencyKey: key, recipient: { key, contacts: { sms } }, steps });
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
  "STOP as %s posts it arrives at the URL to enter there, and suppresses the phone",
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

it.each(Object.entries(VENDORS))("STOP in an MMS as %s posts it suppresses the phone", async (_, vendor) => {
  await using there = await stage(vendor);
  await there.send("1");
  expect([200, 204]).toContain(await there.post(vendor.mms("STOP", vendor.anna)));
  expect(await there.send("2")).toBe("suppressed");
});

it.each(Object.entries(VENDORS))(
  "a reply over %s without a text or a sender is stored and counted",
  async (_, vendor) => {
    await using there = await stage(vendor);
    await there.send("1");
    expect([200, 204]).toContain(await there.post(vendor.mms(undefined, vendor.anna)));
    expect([200, 204]).toContain(await there.post(vendor.mms("STOP", undefined)));
    const rows = (await kept(there)).map(({ from, text, status }) => [from, text, status]);
    expect(rows).toEqual([
      [ANNA, "", "unclear"],
      ["", "STOP", "unknown"],
    ]);
    expect(there.refused()?.get("message/bad-phone")).toBe(1);
  },
);

const INTERNATIONAL = [
  ...["33639801005", "0033639801005", "+33639801005", " 33639801005 ", "33 6 39 80 10 05", "33-639-801005"],
  ...["(336) 39801005", "33.639.801.005", "33/639801005", "33\u00a0639\u00a0801\u00a0005", "33\u2011639\u2011801005"],
  ...["+33 6 39 80 10 05", "+33 (0)6 39 80 10 05", "00 33 6 39 80 10 05"],
];

const NOT_CERTAIN = [
  ...["0639801005", "06 39 80 10 05", "639801005", "36180", "MAIRIE"], // France
  ...["9175550101", "(917) 555-0101", "650 555 0101", "4155550101", "6465550101"], // North America
  ...["11987654321", "15112345678", "13812345678"], // Brazil, Germany, China
];

describe.each(Object.entries(VENDORS))("the sender of a reply over %s", (_, vendor) => {
  it("is the recipient however the number with its country code is written", async () => {
    await using there = await stage(vendor);
    await there.send("1");
    for (const from of INTERNATIONAL) expect([200, 204]).toContain(await there.reply(`From ${from}`, { from }));
    const rows = (await partsOf(there.gateway).store.replies({ limit: 50 })).rows;
    const senders = INTERNATIONAL.map((from) => [`From ${from}`, ANNA, "1"]);
    expect(rows.map(({ from, text, person }) => [text, from, person?.key])).toEqual(senders);
  });

  it("is stored and counted, and suppresses no contact, if its country is uncertain", async () => {
    await using there = await stage(vendor);
    await there.send("1");
    for (const from of NOT_CERTAIN) expect([200, 204]).toContain(await there.reply("STOP", { from }));
    expect(await Array.fromAsync(there.gateway.suppressions.list())).toEqual([]);
    const rows = (await partsOf(there.gateway).store.replies({ limit: 50 })).rows;
    expect(rows.map(({ from, status }) => [from, status])).toEqual(NOT_CERTAIN.map((from) => [from, "unknown"]));
    expect(there.refused().get("message/bad-phone")).toBe(NOT_CERTAIN.length);
    expect(there.logged.filter(({ event }) => event === "reply.unknown-sender")).toHaveLength(NOT_CERTAIN.length);
  });
});

it("a number outside the known ranges of mobile phones is the recipient who has it, without its plus too", async () => {
  await using there = await stage(VENDORS.sinch as Vendor);
  const number = "+33390123456";
  await there.send("1", number);
  expect(await there.reply("STOP", { from: number.slice(1) })).toBe(204);
  expect(await there.send("2", number)).toBe("suppressed");
});

describe("under the same id of the vendor", () => {
  const { sinch, twilio } = VENDORS as { readonly sinch: Vendor; readonly twilio: Vendor };

  it("a second STOP counts by the vendor's time, which a retry repeats", async () => {
    await using there = await stage(sinch);
    const says = (body: string, received_at: string) =>
      there.post({ type: "mo_text", id: "1", from: sinch.anna, to: SENDER, body, received_at });
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
    const says = (Body: string) =>
      there.post({ MessageSid: "OK", SmsStatus: "received", From: ANNA, To: SENDER, Body });
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

  it("from a short code, a name or a national number is stored, logged and counted, and suppresses no phone", async () => {
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

  it("by GET counts although the gateway's status has the same name as relance's signature", async () => {
    const sms = (msg: string | undefined, who: string | undefined) => ({ who, msg });
    const receipts = { status: "s", statuses: { DELIVRD: "delivered" } } as const;
    const replies = { from: "who", text: "msg" };
    await using there = await stage({
      provider: (url) => httpSms({ vendor: "own", url: `${url}/{to}?{text}`, receipts, replies }),
      anna: ANNA.slice(1),
      sms,
      mms: sms,
      request: (fields, { url }) => new Request(`${url}&${new URLSearchParams(formOf(fields))}`),
    });
    await there.send("1");
    expect(await there.reply("STOP")).toBe(204);
    expect(await there.send("2")).toBe("suppressed");
  });

  it("is stored next to one with an invalid sender, in the same request", async () => {
    const { infobip } = VENDORS as { readonly infobip: Vendor };
    await using there = await stage(infobip);
    await there.send("1");
    const sms = ["x".repeat(400), "\0", infobip.anna].flatMap(
      (from) => (infobip.sms("STOP", from) as { readonly results: readonly object[] }).results,
    );
    expect(await there.post({ results: sms })).toBe(204);
    expect(await there.send("2")).toBe("suppressed");
    expect((await kept(there)).map(({ status }) => status)).toEqual(["unknown", "unknown", "suppressed"]);
  });

  it("of a vendor without signatures is accepted only at the provider's own URL", async () => {
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
