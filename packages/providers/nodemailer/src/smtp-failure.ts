import { type ErrorClass, MEANINGS, refusal } from "@relance/provider-kit";
import { ProviderError, type ProviderErrorCode } from "@relance/spec";
import type { NodemailerError } from "nodemailer";
import type { Handover } from "./handover.ts";

export const KIND = "nodemailer-email";

/** Turns what nodemailer throws into what the dispatcher reads. */
export function smtpFailure(error: NodemailerError, handover: Handover, signal: AbortSignal): ProviderError {
  const reply = replyOf(error);
  if (reply === undefined) return silence(error, handover, signal);
  const stage = stageOf(error, handover);
  const enhanced = reply.detail === undefined ? "" : ` ${Math.floor(reply.status / 100)}.${reply.detail}`;
  return refusal(KIND, smtpClass(stage, reply), {
    message: `SMTP ${reply.status}${enhanced} for the ${stage}`,
    vendorCode: `${reply.status}${enhanced}`,
    // a reply may quote what it answers: a password, an address, the text; before the login there was none of it
    cause: stage === "session" ? error : undefined,
  });
}

/** The negative reply inside an error; anything else, a stray 250 included, is none. */
function replyOf(error: NodemailerError): SmtpReply | undefined {
  const { responseCode = 0, response = "" } = error;
  if (responseCode < 400 || responseCode > 599) return undefined;
  return {
    status: responseCode,
    detail: /^\d{3}[ -][45]\.(\d{1,3}\.\d{1,3})\b/.exec(response)?.[1],
    isAboutRelaying: /\brelay/i.test(response),
    isAboutRate: /throttl|\brate\b|too (many|fast)/i.test(response),
  };
}

function stageOf({ code, command = "" }: NodemailerError, handover: Handover): SmtpStage {
  if (code === "EAUTH") return "login";
  if (command === "MAIL FROM") return "sender";
  if (command === "RCPT TO") return "recipient";
  return command === "DATA" || handover.isComplete ? "content" : "session";
}

/** Faults of ours that are found without any reply. */
const OURS: ReadonlyMap<string, ErrorClass> = new Map<string, ErrorClass>([
  ...["EAUTH", "ENOAUTH", "EOAUTH2"].map((code) => [code, MEANINGS.unauthorized] as const),
  ...["ETLS", "EREQUIRETLS", "ECONFIG", "EPROXY"].map((code) => [code, MEANINGS.account] as const),
  ...["ESTREAM", "EFILEACCESS", "EURLACCESS"].map((code) => [code, MEANINGS["bad-content"]] as const),
]);

/** No negative reply: how far the message got decides what is known. */
function silence(error: NodemailerError, handover: Handover, signal: AbortSignal): ProviderError {
  const { code = "unknown", originalCode, timeoutType } = error;
  const outcome = handover.isComplete ? "unknown" : "not-sent";
  const ours = outcome === "not-sent" ? OURS.get(code) : undefined;
  if (ours) return refusal(KIND, ours, { message: `no session (${code})`, vendorCode: code, cause: error });
  const facts = { provider: KIND, disposition: "retry", outcome, cause: error } as const;
  if (code === "EABORT" && signal.aborted) {
    return new ProviderError("provider/aborted", `stopped by the caller, ${outcome}`, facts);
  }
  const isWithinSession = timeoutType === undefined || timeoutType === "SOCKET_TIMEOUT";
  if (code === "EABORT" || (code === "ETIMEDOUT" && isWithinSession)) {
    return new ProviderError("provider/timeout", `no reply in time, ${outcome}`, facts);
  }
  if (!["EDNS", "ESOCKET", "ECONNECTION", "ETIMEDOUT"].includes(code)) {
    return new ProviderError("provider/bad-response", `the server does not keep to SMTP (${code})`, {
      ...facts,
      cause: undefined, // it holds what the server wrote
    });
  }
  if (handover.isBegun) {
    return new ProviderError("provider/connection-lost", `the connection was lost, ${outcome}`, facts);
  }
  return new ProviderError("provider/unreachable", `no session (${originalCode ?? timeoutType ?? code})`, {
    ...facts,
    beforeRequest: true,
  });
}

/** The step of the conversation that a reply answers. */
type SmtpStage = "session" | "login" | "sender" | "recipient" | "content";

/** A negative reply: the three digits, and the enhanced code of RFC 3463 where the server gives one. */
interface SmtpReply {
  /** 400 to 599. */
  readonly status: number;
  /** Without the class, such as `1.1` for 5.1.1. */
  readonly detail: string | undefined;
  /** It speaks of relaying: the server does not carry mail to that domain for us. */
  readonly isAboutRelaying: boolean;
  /** It speaks of how much we send, such as "454 Throttling failure". */
  readonly isAboutRate: boolean;
}

const UNAVAILABLE: ErrorClass = { code: "provider/unavailable", disposition: "retry" };
const DEAD = MEANINGS["bad-recipient"];
const SHUT: ErrorClass = { code: "provider/recipient-unavailable", disposition: "reject" };

/** Enhanced codes that speak of the one recipient, at RCPT or as late as after the body. */
const RECIPIENT_DETAILS: ReadonlyMap<string, ErrorClass> = new Map([
  ...["1.0", "1.1", "1.2", "1.3", "1.4", "1.6", "1.9", "1.10", "2.1"].map((detail) => [detail, DEAD] as const),
  ...["2.0", "2.2", "2.4", "4.0", "4.1", "4.3", "4.4", "4.6", "4.7"].map((detail) => [detail, SHUT] as const),
  ...["1.7", "1.8"].map((detail) => [detail, MEANINGS["bad-sender"]] as const),
  ...["2.3", "3.4"].map((detail) => [detail, MEANINGS["bad-content"]] as const),
]);

/** What an enhanced code of a recipient, such as `5.1.1`, stands for. */
export function meaningOfStatus(enhanced: string): ProviderErrorCode | undefined {
  const [, detail = ""] = /^[45]\.(\d{1,3}\.\d{1,3})$/.exec(enhanced) ?? [];
  return RECIPIENT_DETAILS.get(detail)?.code;
}

/** What a bare status means at RCPT, for servers without enhanced codes. */
const RECIPIENT_STATUS: ReadonlyMap<number, ErrorClass> = new Map([
  [501, DEAD],
  [521, DEAD],
  [550, DEAD],
  [551, DEAD],
  [552, SHUT],
  [553, DEAD],
  [555, DEAD],
  [556, DEAD],
]);

/**
 * What a negative SMTP reply means.
 *
 * A 5xx is the recipient's fault only where it answers for the recipient. The same number in the greeting, at the
 * login or at MAIL FROM speaks of us, and must not cost anybody an address.
 */
function smtpClass(stage: SmtpStage, reply: SmtpReply): ErrorClass {
  const { status, detail } = reply;
  // 421 4.7.x hangs up by a rule about who sends how much; without an enhanced code it may as well be an outage
  if (status < 500 && reply.isAboutRate) return MEANINGS.throttled;
  if (status === 421) return reply.detail?.startsWith("7.") ? MEANINGS.throttled : UNAVAILABLE;
  if (status < 500) return stage === "recipient" ? MEANINGS["recipient-unavailable"] : UNAVAILABLE;
  if (status === 503) return UNAVAILABLE; // a session in the wrong state; another one may carry it
  if (stage === "login" || [530, 534, 535, 538].includes(status)) return MEANINGS.unauthorized;
  if (stage === "session") return MEANINGS.account;
  if (stage === "sender") return isTooBig(reply) ? MEANINGS["bad-content"] : MEANINGS["bad-sender"];
  const known = detail === undefined ? undefined : RECIPIENT_DETAILS.get(detail);
  if (known) return known;
  if (stage === "content") return MEANINGS["bad-content"];
  if (reply.isAboutRelaying || /^[3567]\./.test(detail ?? "")) return MEANINGS.refused;
  return RECIPIENT_STATUS.get(status) ?? MEANINGS.refused;
}

function isTooBig({ status, detail }: SmtpReply): boolean {
  return status === 552 || detail === "3.4" || detail === "2.3";
}
