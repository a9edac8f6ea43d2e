import { createHash } from "node:crypto";
import type { Outgoing } from "../http/loopback-network.ts";
import { connectionOverrides } from "./connection-overrides.ts";
import type { TwilioMessage, TwilioStatus } from "./twilio-message.ts";
import { twilioSignature } from "./twilio-signature.ts";

/** The form of one status callback. */
export function statusParameters(
  message: TwilioMessage,
  status: TwilioStatus,
  at: number,
): Readonly<Record<string, string>> {
  return {
    AccountSid: message.accountSid,
    ApiVersion: "2010-04-01",
    ...(message.from === null ? {} : { From: message.from }),
    ...(message.messagingServiceSid === null ? {} : { MessagingServiceSid: message.messagingServiceSid }),
    MessageSid: message.sid,
    MessageStatus: status,
    SmsSid: message.sid,
    SmsStatus: status,
    To: message.to,
    ...(message.errorCode === null ? {} : { ErrorCode: String(message.errorCode) }),
    ...(status === "delivered" ? { RawDlrDoneDate: doneDate(at) } : {}),
  };
}

/** The form of an SMS that a person sent. */
export function inboundParameters(
  message: TwilioMessage,
  optOut: "stop" | "start" | "help" | undefined,
): Readonly<Record<string, string>> {
  return {
    AccountSid: message.accountSid,
    ApiVersion: "2010-04-01",
    Body: message.body,
    From: message.from ?? "",
    FromCountry: "FR",
    MessageSid: message.sid,
    NumMedia: "0",
    NumSegments: String(message.segments),
    SmsMessageSid: message.sid,
    SmsSid: message.sid,
    SmsStatus: "received",
    To: message.to,
    ToCountry: "FR",
    ...(optOut === undefined ? {} : { OptOutType: optOut.toUpperCase() }),
  };
}

/** A signed webhook, ready to be posted. */
export function signedWebhook(authToken: string, url: string, parameters: Readonly<Record<string, string>>): Outgoing {
  const body = new URLSearchParams(parameters).toString();
  return {
    url,
    method: "POST",
    answerMs: connectionOverrides(url).answerMs,
    body,
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      "i-twilio-idempotency-token": createHash("sha256").update(body).digest("hex").slice(0, 32),
      "user-agent": "TwilioProxy/1.1",
      "x-twilio-signature": twilioSignature(authToken, url, parameters),
    },
  };
}

/** Twilio writes the carrier's own minute, YYMMDDhhmm. */
function doneDate(at: number): string {
  return new Date(at).toISOString().replace(/\D/g, "").slice(2, 12);
}
