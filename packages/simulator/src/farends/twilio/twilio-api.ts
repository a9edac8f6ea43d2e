import { attemptIdIn } from "../attempt-id-in.ts";
import type { FarEndReply } from "../http/http-far-end.ts";
import type { TwilioAccount } from "./twilio-account.ts";
import {
  isFinal,
  jsonReply,
  messageReply,
  segmentsOf,
  type TwilioErrorCode,
  type TwilioMessage,
  twilioError,
} from "./twilio-message.ts";

/** A request to send, with everything checked that Twilio checks before it takes a message. */
interface CreateRequest {
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
function readCreate(form: URLSearchParams): CreateRequest | TwilioErrorCode {
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

/** Takes a message, or says in Twilio's words why not. */
function createMessage(account: TwilioAccount, form: URLSearchParams): FarEndReply | Promise<FarEndReply> {
  const { world, carrier, book, reporter } = account;
  const request = readCreate(form);
  if (typeof request === "number") return twilioError(request);
  const now = world.clock.now();
  const isScheduled = request.sendAt !== undefined && request.sendAt > now;
  const message: TwilioMessage = {
    ...request,
    sid: account.nextSid(),
    accountSid: account.accountSid,
    direction: "outbound-api",
    attemptId: attemptIdIn(request.callback),
    segments: segmentsOf(request.body),
    status: isScheduled ? "scheduled" : request.messagingServiceSid ? "accepted" : "queued",
    errorCode: null,
    createdAt: now,
    updatedAt: now,
    sentAt: null,
  };
  if (isScheduled) {
    book.add(message);
    world.clock.at(request.sendAt ?? now, () => void (message.status === "scheduled" && submit()));
    return messageReply(201, message);
  }
  const verdict = submit();
  if (!verdict.taken) {
    if (verdict.why === "throttled") return twilioError(20429, Math.ceil(verdict.retryAfterMs / 1_000));
    if (verdict.why === "unavailable") return twilioError(20503);
    return twilioError(verdict.why === "opted-out" ? 21610 : 21211);
  }
  book.add(message);
  // Written before anything else can happen to the message: the answer shows it as it was taken.
  const taken = { ...messageReply(201, message), isLost: verdict.isAnswerLost };
  const early = reporter.beforeAnswer(message);
  return early ? early.then(() => taken) : taken;

  function submit() {
    return carrier.submit({
      address: message.to,
      attemptId: message.attemptId,
      validityMs: message.validityMs,
      letter: { text: message.body, from: message.from ?? message.messagingServiceSid ?? undefined },
      onReport: (report) => reporter.report(message, report),
    });
  }
}

/** Answers one request below `/2010-04-01/Accounts/{sid}/Messages`. */
export function answerTwilio(
  account: TwilioAccount,
  method: string,
  sid: string | undefined,
  query: string,
  form: URLSearchParams,
): FarEndReply | Promise<FarEndReply> {
  if (sid === undefined) {
    if (method === "POST") return createMessage(account, form);
    const page = account.book.list(account.accountSid, new URLSearchParams(query));
    return page === undefined ? twilioError(20404) : jsonReply(200, page);
  }
  const message = account.book.get(sid);
  if (!message) return twilioError(20404);
  if (method === "DELETE") {
    account.book.remove(sid);
    return { status: 204 };
  }
  return method === "POST" ? update(account, message, form) : messageReply(200, message);
}

function update(account: TwilioAccount, message: TwilioMessage, form: URLSearchParams): FarEndReply {
  if (form.get("Status") === "canceled") {
    if (message.status !== "scheduled") return twilioError(30409);
    message.status = "canceled";
  }
  // Redaction: an empty body is the only one that Twilio takes, and only once nothing more can happen.
  if (form.has("Body")) {
    if (form.get("Body") !== "" || !isFinal(message.status)) return twilioError(21602);
    message.body = "";
  }
  message.updatedAt = account.world.clock.now();
  return messageReply(200, message);
}
