import type { FarEndReply } from "../http/http-far-end.ts";

/** Characters that cost two of the 160. */
const GSM_EXTENDED = new Set("^{}\\[~]|€\f");
const GSM =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const GSM_BASIC = new Set(GSM);

/** How many SMS a text fills, near enough for a bill that nobody pays. */
export function segmentsOf(text: string): number {
  let septets = 0;
  for (const character of text) {
    if (GSM_BASIC.has(character)) septets += 1;
    else if (GSM_EXTENDED.has(character)) septets += 2;
    else return parts(text.length, 70, 67);
  }
  return parts(septets, 160, 153);
}

function parts(units: number, alone: number, joined: number): number {
  return units <= alone ? 1 : Math.ceil(units / joined);
}

/** Twilio's words for where a message stands. */
export type TwilioStatus =
  | "accepted"
  | "scheduled"
  | "queued"
  | "sending"
  | "sent"
  | "delivered"
  | "undelivered"
  | "failed"
  | "canceled"
  | "received";

/** A message as the far end keeps it. */
export interface TwilioMessage {
  readonly sid: string;
  readonly accountSid: string;
  readonly direction: "outbound-api" | "inbound";
  readonly to: string;
  readonly from: string | null;
  readonly messagingServiceSid: string | null;
  readonly segments: number;
  readonly createdAt: number;
  /** Where status changes are posted. */
  readonly callback: string | undefined;
  readonly attemptId: string | undefined;
  readonly validityMs: number | undefined;
  readonly sendAt: number | undefined;
  body: string;
  status: TwilioStatus;
  errorCode: number | null;
  updatedAt: number;
  sentAt: number | null;
}

const FINAL: ReadonlySet<TwilioStatus> = new Set(["delivered", "undelivered", "failed", "canceled"]);

/** True when nothing more will happen to it. */
export function isFinal(status: TwilioStatus): boolean {
  return FINAL.has(status);
}

/** The resource as the API writes it. */
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
    num_segments: message.messagingServiceSid ? "0" : String(message.segments),
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

/** One date a second is new; formatting each would cost more than the rest of the answer. */
function rfc2822(instant: number): string {
  const second = Math.floor(instant / 1_000);
  if (second !== writtenSecond) {
    written = new Date(second * 1_000).toUTCString().replace("GMT", "+0000");
    writtenSecond = second;
  }
  return written;
}

/** A message as an answer of the API. */
export function messageReply(status: number, message: TwilioMessage): FarEndReply {
  return jsonReply(status, JSON.stringify(twilioResource(message)));
}

export function jsonReply(status: number, body: string): FarEndReply {
  return { status, headers: { "content-type": "application/json" }, body };
}

/** Twilio's codes that this far end can give. */
export type TwilioErrorCode =
  | 20003
  | 20404
  | 20429
  | 20500
  | 20503
  | 21211
  | 21266
  | 21602
  | 21603
  | 21604
  | 21606
  | 21609
  | 21610
  | 21612
  | 21614
  | 21617
  | 21624
  | 30409
  | 35114
  | 35118;

/** Their HTTP status and wording. */
const ERRORS: Readonly<Record<TwilioErrorCode, readonly [status: number, message: string]>> = {
  20003: [401, "Authenticate"],
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
  30409: [400, "This message cannot be canceled"],
  35114: [400, "Scheduling does not support this timestamp"],
  35118: [400, "MessagingServiceSid is required to schedule a message"],
};

/** Twilio's error answer. */
export function twilioError(code: TwilioErrorCode, retryAfterSeconds?: number): FarEndReply {
  const [status, message] = ERRORS[code];
  return {
    status,
    headers: {
      "content-type": "application/json",
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
    },
    body: JSON.stringify({
      code,
      message,
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status,
    }),
  };
}
