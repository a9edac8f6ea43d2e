import { createHash, randomUUID } from "node:crypto";
import { httpSms } from "@relance/provider-http-sms";
import { twilioSms } from "@relance/provider-twilio";
import { twilioSignature } from "@relance/simulator";
import { sqliteStore } from "@relance/store-sqlite";
import { SignJWT } from "jose";
import { createRelance, type Provider } from "relance";
import { expect, it } from "vitest";

const PUBLIC_URL = "https://notify.example.org/relance";
const URL_FOR_REPLIES = `${PUBLIC_URL}/inbound/sms.main`;
const SECRET = "a-secret-of-no-account-0123456789";
const [EVE, BOB] = ["+33639801005", "+33639801006"];
const FORM = "application/x-www-form-urlencoded";
/**
 * Text of a reply with form fields. A server that parsed the JSON body as a form would accept these fields as a STOP
 * from Bob.
 */
const FORGED = `&from=${encodeURIComponent(BOB)}&text=STOP&From=${encodeURIComponent(BOB)}&Body=STOP&MessageSid=SM9&message_uuid=9&`;

async function listening(main: Provider<"sms">) {
  const gateway = await createRelance({
    store: sqliteStore({ file: ":memory:" }),
    providers: { sms: { main } },
    security: { signing: ["a-secret-for-these-tests"] },
    publicUrl: PUBLIC_URL,
    delivery: "live",
    observe: { ingressCheck: false },
  });
  return {
    async post(url: string, init: RequestInit): Promise<number> {
      return (await gateway.handle(new Request(url, { method: "POST", ...init }))).status;
    },
    stops: async () => {
      const rules = await Array.fromAsync(gateway.suppressions.list());
      return rules.filter(({ reason }) => reason === "opted-out").length;
    },
    [Symbol.asyncDispose]: () => gateway.close({ grace: "0s" }),
  };
}

const twilio = () => twilioSms({ accountSid: `AC${"0".repeat(32)}`, authToken: SECRET, from: "+33700000001" });

it("Twilio's signature over a URL alone proves no JSON body, such as that of a reply by GET", async () => {
  await using here = await listening(twilio());
  const sms = { MessageSid: "SM1", SmsStatus: "received", From: EVE, To: "+33700000001", Body: "hello" };
  const url = `${URL_FOR_REPLIES}?${new URLSearchParams(sms)}`;
  const signed = { "x-twilio-signature": twilioSignature(SECRET, url, {}) };
  expect(await here.post(url, { method: "GET", headers: signed })).toBe(200);
  const body = JSON.stringify({ ...sms, MessageSid: "SM2", From: BOB, Body: "STOP" });
  const forged = { ...signed, "content-type": "application/json" };
  expect(await here.post(url, { headers: forged, body })).toBe(403);
  expect(await here.stops()).toBe(0);
});

it("JSON that Twilio signed by its hash is not parsed as a form", async () => {
  await using here = await listening(twilio());
  const sms = { MessageSid: "SM1", SmsStatus: "received", From: EVE, To: "+33700000001", Body: FORGED };
  const body = JSON.stringify(sms);
  const url = `${URL_FOR_REPLIES}?bodySHA256=${createHash("sha256").update(body).digest("hex")}`;
  const headers = { "x-twilio-signature": twilioSignature(SECRET, url, {}) };
  expect(await here.post(url, { headers: { ...headers, "content-type": "application/json" }, body })).toBe(200);
  await here.post(url, { headers: { ...headers, "content-type": FORM }, body });
  expect(await here.stops()).toBe(0);
});

it("JSON that Vonage signed is not parsed as a form", async () => {
  const account = { apiKey: "k", apiSecret: "s", from: "+33700000001", signatureSecret: SECRET };
  await using here = await listening(httpSms({ preset: "vonage", ...account }));
  const about = { channel: "sms", message_uuid: "1", to: "33700000001", timestamp: "2026-11-24T10:00:00Z" };
  const body = JSON.stringify({ ...about, from: EVE.slice(1), text: FORGED, message_type: "text" });
  const payload_hash = createHash("sha256").update(body).digest("hex");
  const post = async (type: string) => {
    const token = new SignJWT({ payload_hash, jti: randomUUID() }).setProtectedHeader({ alg: "HS256" }).setIssuedAt();
    const authorization = `Bearer ${await token.sign(new TextEncoder().encode(SECRET))}`; // each token is accepted once
    return here.post(URL_FOR_REPLIES, { headers: { authorization, "content-type": type }, body });
  };
  expect(await post("application/json")).toBe(204);
  await post(FORM);
  expect(await here.stops()).toBe(0);
});
