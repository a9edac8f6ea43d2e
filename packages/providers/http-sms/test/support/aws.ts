import { createHash, createHmac, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import type { InboundRequest } from "@relance/spec";

export const KEY_ID = "AKIAOFNOBODY";
export const SECRET_KEY = "a-secret-access-key-of-nobody";
export const TOPIC = "arn:aws:sns:eu-west-3:123456789012:sms-events";
export const CERTIFICATE = "/SimpleNotificationService-0123456789abcdef.pem";
export const pem = (name: "cert" | "key"): string =>
  readFileSync(new URL(`../../../kit/test/fixtures/sns.${name}.pem`, import.meta.url), "utf8");

const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

interface SignedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Returns whether a request has a valid Signature Version 4 for the SMS API in eu-west-3. */
export function isSignedForSms({ path, headers, text }: SignedRequest): boolean {
  const { authorization = "", "x-amz-date": date = "" } = headers as Readonly<Record<string, string>>;
  const [, scope = "", names = "", given] =
    /^AWS4-HMAC-SHA256 Credential=AKIAOFNOBODY\/(\S+), SignedHeaders=(\S+), Signature=(\w+)$/.exec(authorization) ?? [];
  const signed = names.split(";");
  const lines = signed.map((name) => `${name}:${headers[name]}\n`).join("");
  const canonical = ["POST", path, "", lines, names, sha256(text)].join("\n");
  const [day = "", region = "", service = "", end = ""] = scope.split("/");
  const key = hmac(hmac(hmac(hmac(`AWS4${SECRET_KEY}`, day), region), service), end);
  const wanted = hmac(key, ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n")).toString("hex");
  const isWhole = ["host", "x-amz-date", "x-amz-target"].every((name) => signed.includes(name));
  return given === wanted && isWhole && region === "eu-west-3" && service === "sms-voice";
}

const SIGNED = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

/** Returns the signed request that SNS at `service` posts to `url`. */
export function snsPost(service: string, url: string, fields: Readonly<Record<string, string>>): InboundRequest {
  const all: Record<string, string> = {
    MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
    Timestamp: "2026-11-24T10:00:01.000Z",
    TopicArn: TOPIC,
    ...fields,
  };
  const text = SIGNED.flatMap((name) => (all[name] === undefined ? [] : [`${name}\n${all[name]}\n`])).join("");
  const Signature = sign("sha256", Buffer.from(text), pem("key")).toString("base64");
  const letter = { SignatureVersion: "2", SigningCertURL: `${service}${CERTIFICATE}`, Signature, ...all };
  const headers = new Headers({ "content-type": "text/plain; charset=UTF-8" });
  return { method: "POST", url, headers, body: Buffer.from(JSON.stringify(letter)) };
}

/** An event of AWS End User Messaging in the documented format. */
export function textEvent(eventType: string, facts: Readonly<Record<string, unknown>>): object {
  return {
    eventType,
    eventVersion: "1.0",
    eventTimestamp: 1_795_514_400_000,
    isFinal: true,
    originationPhoneNumber: "+33700000001",
    destinationPhoneNumber: "+33639980001",
    isInternationalSend: false,
    mcc: "208",
    mnc: "01",
    messageRequestTimestamp: 1_795_514_399_000,
    messageEncoding: "GSM",
    messageType: "TRANSACTIONAL",
    messageStatus: eventType.replace("TEXT_", ""),
    messageStatusDescription: "Message has been accepted by phone carrier",
    totalMessageParts: 1,
    totalMessagePrice: 0.09582,
    totalCarrierFee: 0,
    ...facts,
  };
}
