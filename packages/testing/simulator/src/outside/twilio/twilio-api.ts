import { attemptIdIn } from "../attempt-id-in.ts";
import {
  type ApiCall,
  type FakeVendorReply,
  type RefusalMode,
  refusalMode,
  retryAfter,
} from "../http/http-fake-vendor.ts";
import type { TwilioAccount } from "./twilio-account.ts";
import { jsonReply, messageReply, type TwilioMessage, twilioError } from "./twilio-message.ts";

interface CreateRequest {
  readonly to: string;
  readonly from: string | null;
  readonly messagingServiceSid: string | null;
  readonly body: string;
  readonly callback: string | undefined;
  readonly validityMs: number | undefined;
}

const E164 = /^\+[1-9]\d{6,14}$/;
const SENDER = /^(\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/;
const MAX_BODY = 1_600;
const MAX_VALIDITY_SECONDS = 36_000;

function readCreate(form: URLSearchParams): CreateRequest | number {
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
  const validityMs = validity === null ? undefined : Number(validity) * 1_000;
  return { to, from, messagingServiceSid, body, callback, validityMs };
}

function isValidity(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_VALIDITY_SECONDS;
}

/** Returns whether Twilio accepts the URL. Twilio refuses host names with underscores. */
function isCallback(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && !hostname.includes("_");
}

interface TwilioAsked extends ApiCall {
  readonly method: string;
  readonly form: URLSearchParams;
}

function createMessage(account: TwilioAccount, call: TwilioAsked): FakeVendorReply | Promise<FakeVendorReply> {
  const { world, carrier, book, reporter } = account;
  const request = readCreate(call.form);
  if (typeof request === "number") return twilioError(request);
  const now = world.clock.now();
  const message: TwilioMessage = {
    ...request,
    sid: account.nextSid(),
    accountSid: account.accountSid,
    direction: "outbound-api",
    attemptId: attemptIdIn(request.callback),
    status: request.messagingServiceSid ? "accepted" : "queued",
    errorCode: null,
    createdAt: now,
    updatedAt: now,
    sentAt: null,
  };
  const verdict = carrier.submit({
    address: message.to,
    attemptId: message.attemptId,
    validityMs: message.validityMs,
    letter: { text: message.body, from: message.from ?? message.messagingServiceSid ?? undefined },
    onReport: (report) => reporter.report(message, report),
  });
  if (!verdict.taken) {
    return verdict.why === "opted-out"
      ? twilioError(21610)
      : refuseTwilio(refusalMode(verdict), call, verdict.retryAfterMs);
  }
  book.add(message);
  // the answer is rendered before the carrier reports, so that the answer contains the status `accepted`
  const taken = { ...messageReply(201, message), isLost: verdict.isAnswerLost };
  const early = reporter.beforeAnswer(message);
  return early ? early.then(() => taken) : taken;
}

export function answerTwilio(
  account: TwilioAccount,
  call: TwilioAsked,
  sid: string | undefined,
  query: string,
): FakeVendorReply | Promise<FakeVendorReply> {
  if (call.isSend) return createMessage(account, call);
  if (call.method !== "GET") return twilioError(20004);
  if (sid === undefined) {
    const page = account.book.list(account.accountSid, new URLSearchParams(query));
    return page === undefined ? twilioError(20404) : jsonReply(200, page);
  }
  const message = account.book.get(sid);
  return message ? messageReply(200, message) : twilioError(20404);
}

export function refuseTwilio(mode: RefusalMode, { isSend }: ApiCall, retryAfterMs?: number): FakeVendorReply {
  if (mode === "refuse") return twilioError(isSend ? 21211 : 20404);
  if (mode === "throttle") return twilioError(20429, retryAfter(retryAfterMs));
  return twilioError(mode === "unauthorized" ? 20003 : 20503);
}
