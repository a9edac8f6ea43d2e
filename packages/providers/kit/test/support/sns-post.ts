import { sign } from "node:crypto";
import { readFileSync } from "node:fs";
import type { InboundRequest } from "@relance/spec";

export const TOPIC = "arn:aws:sns:eu-west-3:123456789012:events";
export const CERTIFICATE = "/SimpleNotificationService-0123456789abcdef.pem";
export const pem = (name: "cert" | "key"): string =>
  readFileSync(new URL(`../fixtures/sns.${name}.pem`, import.meta.url), "utf8");

const NAMES = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

/** Returns a signed request of SNS at `service`. */
export function snsPost(service: string, fields: Readonly<Record<string, string>>, version = "2"): InboundRequest {
  const all: Record<string, string> = {
    MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
    Timestamp: "2026-11-24T08:00:01.000Z",
    TopicArn: TOPIC,
    ...fields,
  };
  const signed = NAMES.flatMap((name) => (all[name] === undefined ? [] : [`${name}\n${all[name]}\n`])).join("");
  const Signature = sign(version === "1" ? "sha1" : "sha256", Buffer.from(signed), pem("key")).toString("base64");
  const letter = { SignatureVersion: version, SigningCertURL: `${service}${CERTIFICATE}`, Signature, ...all };
  return {
    method: "POST",
    url: "https://notify.example.org/relance/receipts/email.main",
    headers: new Headers({ "content-type": "text/plain; charset=UTF-8", "x-amz-sns-message-type": fields.Type ?? "" }),
    body: Buffer.from(JSON.stringify(letter)),
  };
}

export function notification(service: string, text: string, version?: string): InboundRequest {
  return snsPost(service, { Type: "Notification", Subject: "An event", Message: text }, version);
}
