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
