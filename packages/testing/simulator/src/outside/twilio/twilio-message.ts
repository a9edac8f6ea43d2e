import type { FakeVendorReply } from "../http/http-fake-vendor.ts";

export type TwilioStatus =
  | "accepted"
  | "queued"
  | "sending"
  | "sent"
  | "delivered"
  | "undelivered"
  | "failed"
  | "received";

export interface TwilioMessage {
  readonly sid: string;
  readonly accountSid: string;
  readonly direction: "outbound-api" | "inbound";
  readonly to: string;
  readonly from: string | null;
  readonly messagingServiceSid: string | null;
  readonly createdAt: number;
  readonly callback: string | undefined;
  readonly attemptId: string | undefined;
  readonly validityMs: number | undefined;
  readonly body: string;
  status: TwilioStatus;
  errorCode: number | null;
  updatedAt: number;
  sentAt: number | null;
}

/** Returns whether the status is final. */
export function isFinal(status: TwilioStatus): boolean {
  return status === "delivered" || status === "undelivered" || status === "failed";
}

export function twilioResource(message: TwilioMessage): Readonly<Record<string, unknown>> {
  const uri = `/2010-04-01/Accounts/${message.accountSid}/Messages/${message.sid}`;
  return {
    account_sid: message.accountSid,
    api_version: "2010-04-01",
    body: message.body,
    date_created: rfc2822(message.createdAt),
    date_sent: message.sentAt === null ? null : rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    direction: message.direction,
    error_code: message.errorCode,
    error_message: null,
    from: message.from,
    messaging_service_sid: message.messagingServiceSid,
    num_media: "0",
    num_segments: message.messagingServiceSid ? "0" : "1",
    price: null,
    price_unit: "USD",
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

let written = "";
let writtenSecond = Number.NaN;

/** Formats a time. The text of each second is cached, because formatting would take most of the time of an answer. */
function rfc2822(instant: number): string {
  const second = Math.floor(instant / 1_000);
  if (second !== writtenSecond) {
    written = new Date(second * 1_000).toUTCString().replace("GMT", "+0000");
    writtenSecond = second;
  }
  return written;
}

export function messageReply(status: number, message: TwilioMessage): FakeVendorReply {
  return jsonReply(status, JSON.stringify(twilioResource(message)));
}

export function jsonReply(status: number, body: string): FakeVendorReply {
  return { status, headers: { "content-type": "application/json" }, body };
}

const ERRORS: Readonly<Record<number, readonly [status: number, message: string]>> = {
  20003: [401, "Authenticate"],
  20004: [405, "Method not allowed"],
  20404: [404, "The requested resource was not found"],
  20429: [429, "Too Many Requests"],
  20500: [500, "An internal server error has occurred"],
  20503: [503, "Service is unavailable. Please try again"],
  21211: [400, "Invalid 'To' Phone Number"],
  21266: [400, "'To' and 'From' number cannot be the same"],
  21602: [400, "Message body is required."],
  21603: [400, "A 'From' or 'MessagingServiceSid' parameter is required to send a message."],
  21604: [400, "A 'To' phone number is required."],
  21606: [400, "The 'From' phone number provided is not a valid message-capable Twilio phone number"],
  21609: [400, "The 'StatusCallback' URL is not a valid URL."],
  21610: [400, "Attempt to send to unsubscribed recipient"],
  21612: [400, "Message cannot be sent with the current combination of 'To' and 'From' parameters"],
  21614: [400, "'To' number is not a valid mobile number"],
  21617: [400, "The concatenated message body exceeds the 1600 character limit"],
  21624: [400, "Invalid validity period value"],
};

export function twilioError(code: number, headers?: FakeVendorReply["headers"]): FakeVendorReply {
  const [status, message] = ERRORS[code] ?? [400, "Bad request"];
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  const reply = jsonReply(status, JSON.stringify({ code, message, more_info, status }));
  return { ...reply, headers: { ...reply.headers, ...headers } };
}
