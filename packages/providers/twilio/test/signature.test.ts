import { existsSync, readFileSync } from "node:fs";
import type { InboundRequest } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { twilioSms } from "../src/index.ts";
import { account } from "./support/account.ts";
import { formCallback, jsonCallback } from "./support/signed-callback.ts";

const url = "https://notify.example.org/relance/receipts/sms.main?a=k1&s=c2ln";
const form = { MessageSid: "SM1", MessageStatus: "delivered", To: "+33639980001" };

async function isAccepted(
  request: InboundRequest,
  authTokens: readonly string[] = [account.authToken],
): Promise<boolean> {
  try {
    await twilioSms({ ...account, authToken: authTokens }).receipts?.verify?.(request);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "webhook/bad-signature", status: 403 });
    return false;
  }
}

describe("Twilio's signature", () => {
  it("is accepted over a form and over JSON", async () => {
    expect(await isAccepted(formCallback(account.authToken, url, form))).toBe(true);
    expect(await isAccepted(jsonCallback(account.authToken, url, form))).toBe(true);
  });

  it("is accepted with the old token during a rotation, and refused afterwards", async () => {
    const request = formCallback("old", url, form);
    expect(await isAccepted(request, ["new", "old"])).toBe(true);
    expect(await isAccepted(request, ["new"])).toBe(false);
  });

  it("is refused for another attempt than the one in the URL", async () => {
    const request = formCallback(account.authToken, url, form);
    expect(await isAccepted({ ...request, url: url.replace("a=k1", "a=k2") })).toBe(false);
  });

  it("is refused for another host, whatever the Host header", async () => {
    const request = formCallback(account.authToken, url, form);
    expect(await isAccepted({ ...request, url: url.replace("notify.", "evil.") })).toBe(false);
  });

  it("is refused if the JSON does not match the signed hash", async () => {
    const request = jsonCallback(account.authToken, url, form);
    const body = Buffer.from(JSON.stringify({ ...form, MessageStatus: "failed" }));
    expect(await isAccepted({ ...request, body })).toBe(false);
  });

  it.each([
    ["one name 50,000 times", "a=&".repeat(50_000)],
    ["one name with 20,000 values", Array.from({ length: 20_000 }, (_, n) => `a=${n}`).join("&")],
    ["32,000 names", Array.from({ length: 32_000 }, (_, n) => `a${n}=`).join("&")],
  ])("is refused within seconds over a form that has %s", async (_, body) => {
    const request = formCallback(account.authToken, url, form);
    const start = process.cpuUsage();
    expect(await isAccepted({ ...request, body: Buffer.from(body) })).toBe(false);
    expect(process.cpuUsage(start).user / 1_000_000).toBeLessThan(3);
  });

  it("covers a callback by GET, whose parameters are in the URL", async () => {
    const asked = `${url}&${new URLSearchParams(form)}`;
    const request = formCallback(account.authToken, asked, {});
    expect(await isAccepted({ ...request, method: "GET", body: new Uint8Array() })).toBe(true);
  });
});

/** Published test vectors, stored next to the repository; see docs/providers/twilio.md. */
const file = new URL("../../../../../shared/data/twilio-signature.json", import.meta.url);
const isThere = existsSync(file);
if (!isThere) console.warn("SKIPPED: Twilio's published signature vectors are not on this machine");

describe.runIf(isThere)("the published vectors", () => {
  const vectors = isThere ? JSON.parse(readFileSync(file, "utf8")) : {};
  const request = (signed: string, signature: string, contentType: string, body: string): InboundRequest => ({
    method: "POST",
    url: signed,
    headers: new Headers({ "content-type": contentType, "x-twilio-signature": signature }),
    body: Buffer.from(body),
  });

  it("of a form are accepted, with and without the standard port", async () => {
    const body = new URLSearchParams(vectors.params).toString();
    const type = "application/x-www-form-urlencoded";
    const withPort = vectors.url.replace(".com/", ".com:443/");
    for (const signed of [vectors.url, withPort]) {
      expect(await isAccepted(request(signed, vectors.signature, type, body), [vectors.token])).toBe(true);
    }
    expect(await isAccepted(request(`${vectors.url}&x=1`, vectors.signature, type, body), [vectors.token])).toBe(false);
  });

  it("of a JSON body are accepted", async () => {
    const signed = `${vectors.url}&bodySHA256=${vectors.bodySHA256}`;
    const accepted = request(signed, vectors.urlWithHashSignature, "application/json", vectors.body);
    expect(await isAccepted(accepted, [vectors.token])).toBe(true);
  });
});
