import { createHmac } from "node:crypto";
import type { InboundRequest, ReportItem } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { httpSms, type ReceiptOptions } from "../src/index.ts";
import { SECRET, signedReport } from "./support/gateway.ts";
import { secondCarrier } from "./support/second-carrier.ts";

const base = secondCarrier("http://127.0.0.1:9");
const own = { status: "status", statuses: { delivered: "delivered" } } as const;
const callback = "https://notify.example.org/relance/receipts/sms.second";

function readerOf(receipts: Partial<ReceiptOptions> = {}) {
  const reader = httpSms({ ...base, receipts: { ...own, ...base.receipts, ...receipts } }).receipts;
  if (!reader) throw new Error("no reader");
  return reader;
}

async function read(request: InboundRequest, receipts: Partial<ReceiptOptions> = {}): Promise<readonly ReportItem[]> {
  return readerOf(receipts).parse(request);
}

async function isAccepted(request: InboundRequest, verify: ReceiptOptions["verify"]): Promise<boolean> {
  try {
    await readerOf({ verify }).verify?.(request);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "webhook/bad-signature" });
    return false;
  }
}

describe("a report", () => {
  it("states which message it is about, its result and its time", async () => {
    const report = { id: "g1", reference: "k1", status: "delivered", at: "2026-11-24T10:00:00Z" };
    expect(await read(signedReport(report))).toEqual([
      {
        type: "receipt",
        kind: "delivered",
        quality: "carrier",
        ref: "g1",
        attemptId: "k1",
        occurredAt: Date.parse("2026-11-24T10:00:00Z"),
      },
    ]);
  });

  it.each([
    { error: "unknown_subscriber", addressPermanent: true },
    { error: "absent_subscriber", addressPermanent: false },
    { error: undefined, addressPermanent: false },
  ])("of failure with $error disables the number: $addressPermanent", async ({ error, addressPermanent }) => {
    const [item] = await read(signedReport({ id: "g1", status: "undelivered", error }));
    expect(item).toMatchObject({ kind: "undelivered", errorCode: error, addressPermanent });
  });

  it("takes quality and permanence from the status if they are configured", async () => {
    const statuses = {
      OK: { kind: "delivered", quality: "handset" },
      DEAD: { kind: "undelivered", addressPermanent: true },
    } as const;
    expect(await read(signedReport({ status: "OK" }), { statuses })).toMatchObject([{ quality: "handset" }]);
    expect(await read(signedReport({ status: "DEAD" }), { statuses })).toMatchObject([{ addressPermanent: true }]);
  });

  it("is parsed from a form, and from the query of a GET", async () => {
    const pairs = new URLSearchParams({ id: "g1", status: "delivered" });
    const headers = new Headers({ "content-type": "application/x-www-form-urlencoded" });
    const form = { method: "POST", url: callback, headers, body: Buffer.from(pairs.toString()) };
    const asked = {
      method: "GET",
      url: `${callback}?${pairs}`,
      headers: new Headers(),
      body: new Uint8Array(),
    };
    expect(await read(form)).toMatchObject([{ kind: "delivered", ref: "g1" }]);
    expect(await read(asked)).toMatchObject([{ kind: "delivered", ref: "g1" }]);
  });

  it("by POST is never parsed from the query, which no signature covers", async () => {
    const request = signedReport({ id: "g1" }, `${callback}?status=delivered`);
    await expect(read(request)).rejects.toMatchObject({ code: "webhook/unreadable" });
  });

  it("with an unconfigured status has no effect", async () => {
    expect(await read(signedReport({ id: "g1", status: "toString" }))).toEqual([]);
  });

  it("of many messages is parsed one by one, and an invalid one does not affect the others", async () => {
    const results = [{ id: "g1", status: "delivered" }, 7, { id: "g2", status: "expired" }, null];
    const items = await read(signedReport({ results }), { items: "results" });
    expect(items.map((item) => item.type === "receipt" && item.ref)).toEqual(["g1", "g2"]);
  });

  it.each([
    { at: 1_700_000_000, occurredAt: 1_700_000_000_000 },
    { at: "1700000000123", occurredAt: 1_700_000_000_123 },
    { at: "yesterday", occurredAt: undefined },
  ])("of an event at $at is dated $occurredAt", async ({ at, occurredAt }) => {
    expect(await read(signedReport({ status: "delivered", at }))).toMatchObject([{ occurredAt }]);
  });

  it("does not use another sender's id as ours", async () => {
    const [item] = await read(signedReport({ id: "g1", reference: "ORDER-4711", status: "delivered" }));
    expect(item).toMatchObject({ ref: "g1", attemptId: undefined });
  });
});

describe("the proof of the sender", () => {
  const request = signedReport({ id: "g1", status: "delivered" });
  const header = "x-gateway-signature";

  it("is a signature, with the old secret too during a rotation", async () => {
    expect(await isAccepted(request, { hmac: { header, secret: ["new", SECRET] } })).toBe(true);
    expect(await isAccepted(request, { hmac: { header, secret: "new" } })).toBe(false);
  });

  it("is a signature in the gateway's encoding, with its prefix and over its parts", async () => {
    const signature = createHmac("sha1", SECRET).update(request.url).update(request.body).digest("base64");
    const signed = { ...request, headers: new Headers({ "x-signature": `sha1=${signature}` }) };
    const hmac = {
      header: "X-Signature",
      secret: SECRET,
      algorithm: "sha1",
      encoding: "base64",
      prefix: "sha1=",
      signed: "{url}{body}",
    } as const;
    expect(await isAccepted(signed, { hmac })).toBe(true);
    expect(await isAccepted({ ...signed, url: `${request.url}?x=1` }, { hmac })).toBe(false);
  });

  it("over the body cannot verify a GET", async () => {
    const signature = createHmac("sha256", SECRET).update("").digest("hex");
    const empty = {
      ...request,
      method: "GET",
      headers: new Headers({ [header]: signature }),
      body: new Uint8Array(),
    };
    expect(await isAccepted(empty, { hmac: { header, secret: SECRET } })).toBe(false);
  });

  it("is a token in a header or in the URL", async () => {
    const withHeader = { ...request, headers: new Headers({ "x-token": "t1" }) };
    const withQuery = { ...request, url: `${request.url}?key=t2` };
    expect(await isAccepted(withHeader, { token: { header: "x-token", token: ["t2", "t1"] } })).toBe(true);
    expect(await isAccepted(withQuery, { token: { query: "key", token: "t2" } })).toBe(true);
    expect(await isAccepted(withQuery, { token: { query: "key", token: "t1" } })).toBe(false);
    expect(await isAccepted(request, { token: { header: "x-token", token: "t1" } })).toBe(false);
  });

  it("is our own signature in the URL if the gateway has none", () => {
    expect(readerOf({ verify: undefined })).toMatchObject({ proof: "signed-url" });
  });
});

describe("an SMS from a recipient", () => {
  const sms = { type: "inbound", id: "i1", from: "+33639980001", to: "36180", text: "OK 47" };

  it("is a reply", async () => {
    expect(await read(signedReport(sms))).toEqual([
      { type: "reply", eventId: "i1", from: "+33639980001", to: "36180", text: "OK 47" },
    ]);
  });

  it("that the gateway handled as STOP is marked", async () => {
    const replies = {
      ...base.replies,
      from: "from",
      text: "text",
      optOut: { at: "optOut", words: { STOP: "stop" } },
    } as const;
    const reader = httpSms({ ...base, replies }).receipts;
    expect(await reader?.parse(signedReport({ ...sms, optOut: "STOP" }))).toMatchObject([{ optOut: "stop" }]);
  });

  it("is recognized by its text if nothing else distinguishes it", async () => {
    const reader = httpSms({ ...base, replies: { from: "from", text: "text" } }).receipts;
    expect(await reader?.parse(signedReport({ from: "+33639980001", text: "OK" }))).toMatchObject([{ type: "reply" }]);
    expect(await reader?.parse(signedReport({ status: "delivered", text: "OK" }))).toMatchObject([{ type: "receipt" }]);
  });

  it("without a number is stored", async () => {
    expect(await read(signedReport({ type: "inbound", text: "OK" }))).toMatchObject([{ type: "reply", from: "" }]);
  });
});
