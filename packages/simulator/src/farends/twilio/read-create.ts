import type { TwilioErrorCode } from "./twilio-error.ts";

/** A request to send, with everything checked that Twilio checks before it takes a message. */
export interface CreateRequest {
  readonly to: string;
  readonly from: string | null;
  readonly messagingServiceSid: string | null;
  readonly body: string;
  readonly callback: string | undefined;
  readonly validityMs: number | undefined;
  readonly sendAt: number | undefined;
}

const E164 = /^\+[1-9]\d{6,14}$/;
const SENDER = /^(\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/;
const MAX_BODY = 1_600;
const MAX_VALIDITY_SECONDS = 36_000;

/** Reads the form of a create, or names the error Twilio would answer. */
export function readCreate(form: URLSearchParams): CreateRequest | TwilioErrorCode {
  const to = form.get("To");
  const from = form.get("From");
  const messagingServiceSid = form.get("MessagingServiceSid");
  const body = form.get("Body");
  const callback = form.get("StatusCallback") ?? undefined;
  if (!to) return 21604;
  if (!from && !messagingServiceSid) return 21603;
  if (!body) return 21602;
  if (!E164.test(to)) return 21211;
  if (from && !SENDER.test(from)) return 21606;
  if (from === to) return 21266;
  if ([...body].length > MAX_BODY) return 21617;
  if (callback !== undefined && !isCallback(callback)) return 21609;
  const validity = form.get("ValidityPeriod");
  if (validity !== null && !isValidity(validity)) return 21624;
  const sendAt = form.get("ScheduleType") === "fixed" ? Date.parse(form.get("SendAt") ?? "") : undefined;
  if (sendAt !== undefined && !messagingServiceSid) return 35118;
  if (Number.isNaN(sendAt)) return 35114;
  const validityMs = validity === null ? undefined : Number(validity) * 1_000;
  return { to, from, messagingServiceSid, body, callback, validityMs, sendAt };
}

function isValidity(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_VALIDITY_SECONDS;
}

/** Twilio wants a host name without underscores. */
function isCallback(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && !hostname.includes("_");
}
