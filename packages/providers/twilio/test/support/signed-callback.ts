import { createHash, createHmac } from "node:crypto";
import type { InboundRequest } from "@relance/spec";

/** Signs as Twilio documents: HMAC-SHA1 in base64 over the URL and the sorted names with their values. */
export function signatureOf(token: string, url: string, form: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.keys(form)
    .sort()
    .map((name) => name + form[name]);
  return createHmac("sha1", token)
    .update([url, ...pairs].join(""))
    .digest("base64");
}

export function formCallback(token: string, url: string, form: Readonly<Record<string, string>>): InboundRequest {
  return {
    method: "POST",
    url,
    headers: new Headers({
      "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
      "x-twilio-signature": signatureOf(token, url, form),
    }),
    body: Buffer.from(new URLSearchParams(form).toString()),
  };
}

/** Returns a callback with a JSON body. The signed URL contains the hash of the body. */
export function jsonCallback(token: string, url: string, value: unknown): InboundRequest {
  const body = JSON.stringify(value);
  const signed = new URL(url);
  signed.searchParams.set("bodySHA256", createHash("sha256").update(body).digest("hex"));
  return {
    method: "POST",
    url: signed.href,
    headers: new Headers({
      "content-type": "application/json",
      "x-twilio-signature": signatureOf(token, signed.href),
    }),
    body: Buffer.from(body),
  };
}
