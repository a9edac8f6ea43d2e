import { createHmac } from "node:crypto";
import { type InboundItem, type InboundRequest, type Provider, type ReceiptReader, WebhookError } from "@relance/spec";

const SECRET = "fake-vendor-secret";

/** An API without signatures: our own address is the proof. Its reports are JSON lists of items. */
export function plainSms(receipts: Partial<ReceiptReader> = {}): Provider<"sms"> {
  return sms({ proof: "signed-url", parse: parseJson, ...receipts });
}

/** An API that signs time, address and body, as most do. */
export function signingSms(receipts: Partial<ReceiptReader> = {}): Provider<"sms"> {
  return sms({ proof: "own-signature", verify, parse: parseJson, ...receipts });
}

export function silentSms(): Provider<"sms"> {
  const { receipts: _none, ...silent } = sms({ proof: "signed-url", parse: parseJson });
  return silent;
}

export function signedHeaders(url: string, body: string, atMs: number = Date.now()): Record<string, string> {
  return { "x-time": String(atMs), "x-signature": signature(url, String(atMs), body) };
}

function sms(receipts: ReceiptReader): Provider<"sms"> {
  return {
    kind: "example-sms",
    channel: "sms",
    vendor: "example",
    capabilities: { receipts: true, replies: true },
    send: async () => ({ ref: "1" }),
    receipts,
  };
}

function verify({ url, headers, body }: InboundRequest): void {
  const time = headers.get("x-time") ?? "";
  if (headers.get("x-signature") !== signature(url, time, Buffer.from(body).toString())) {
    throw new WebhookError("webhook/bad-signature", "x-signature does not match");
  }
  if (Math.abs(Date.now() - Number(time)) > 300_000) throw new WebhookError("webhook/stale", "older than 5 minutes");
}

function signature(url: string, time: string, body: string): string {
  return createHmac("sha256", SECRET).update(`${time}\n${url}\n${body}`).digest("hex");
}

function parseJson({ method, url, body }: InboundRequest): readonly InboundItem[] {
  const text = method === "GET" ? (new URL(url).searchParams.get("items") ?? "[]") : new TextDecoder().decode(body);
  return JSON.parse(text) as readonly InboundItem[];
}
