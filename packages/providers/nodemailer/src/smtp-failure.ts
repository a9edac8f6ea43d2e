import type { Readable } from "node:stream";
import { type ErrorClass, MEANINGS, refusal } from "@relance/provider-kit";
import { ProviderError, type ProviderErrorCode } from "@relance/spec";
import type { NodemailerError } from "nodemailer";

export const KIND = "nodemailer-email";

/**
 * Tells how much of one message was sent. nodemailer reads `body` only after the server has answered 354 to DATA, and
 * writes the final dot only after `body` has ended: before that, the server cannot have accepted the message.
 */
export interface Handover {
  body?: Readable;
}

export function smtpFailure(error: NodemailerError, handover: Handover, signal: AbortSignal): ProviderError {
  const reply = readReply(error);
  if (reply === undefined) return silence(error, handover, signal);
  const stage = failedStage(error, handover);
  const enhanced = reply.detail === undefined ? "" : ` ${Math.floor(reply.status / 100)}.${reply.detail}`;
  return refusal(KIND, smtpClass(stage, reply), {
    message: `SMTP ${reply.status}${enhanced} for the ${stage}`,
    vendorCode: `${reply.status}${enhanced}`,
    // after the greeting, a reply may quote a password, an address or a text
    cause: stage === "session" ? error : undefined,
  });
}

function readReply(error: NodemailerError): SmtpReply | undefined {
  const { responseCode = 0, response = "" } = error;
  if (responseCode < 400 || responseCode > 599) return undefined;
  return {
    status: responseCode,
    detail: /^\d{3}[ -][45]\.(\d{1,3}\.\d{1,3})\b/.exec(response)?.[1],
    isAboutRelaying: /\brelay/i.test(response),
    isAboutRate: /throttl|\brate\b|too (many|fast)/i.test(response),
  };
}

function failedStage({ code, command = "" }: NodemailerError, handover: Handover): SmtpStage {
  if (code === "EAUTH") return "login";
  if (command === "MAIL FROM") return "sender";
  if (command === "RCPT TO") return "recipient";
  return command === "DATA" || handover.body?.readableEnded ? "content" : "session";
}

/** Meanings of nodemailer's errors for which the server sent no reply. */
const OURS: ReadonlyMap<string, ErrorClass> = new Map<string, ErrorClass>([
  ...["EAUTH", "ENOAUTH", "EOAUTH2"].map((code) => [code, MEANINGS.unauthorized] as const),
  ...["ETLS", "EREQUIRETLS", "ECONFIG", "EPROXY"].map((code) => [code, MEANINGS.account] as const),
  ...["ESTREAM", "EFILEACCESS", "EURLACCESS"].map((code) => [code, MEANINGS["bad-content"]] as const),
]);

/** Creates the error for a failure without a server reply. The outcome depends on how much of the message was sent. */
function silence(error: NodemailerError, handover: Handover, signal: AbortSignal): ProviderError {
  const { code = "unknown", originalCode, timeoutType } = error;
  const outcome = handover.body?.readableEnded ? "unknown" : "not-sent";
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
    return new ProviderError("provider/bad-response", `the server violates SMTP (${code})`, {
      ...facts,
      cause: undefined, // dropped, because the server's reply may quote the mail
    });
  }
  if (handover.body?.readableDidRead) {
    return new ProviderError("provider/connection-lost", `the connection was lost, ${outcome}`, facts);
  }
  return new ProviderError("provider/unreachable", `no session (${originalCode ?? timeoutType ?? code})`, {
    ...facts,
    beforeRequest: true,
  });
}

type SmtpStage = "session" | "login" | "sender" | "recipient" | "content";

interface SmtpReply {
  readonly status: number;
  /** The enhanced code without its class: `1.1` for 5.1.1. */
  readonly detail: string | undefined;
  /** True if the server refuses to relay our mail to the recipient's domain. */
  readonly isAboutRelaying: boolean;
  /** True if the server reports that we send too fast, such as "454 Throttling failure". */
  readonly isAboutRate: boolean;
}

const UNAVAILABLE: ErrorClass = { code: "provider/unavailable", disposition: "retry" };
const DEAD = MEANINGS["bad-recipient"];
const SHUT: ErrorClass = { code: "provider/recipient-unavailable", disposition: "reject" };

/** Meanings of enhanced codes about the recipient, after RCPT or after the body. */
const RECIPIENT_DETAILS: ReadonlyMap<string, ErrorClass> = new Map([
  ...["1.0", "1.1", "1.2", "1.3", "1.4", "1.6", "1.9", "1.10", "2.1"].map((detail) => [detail, DEAD] as const),
  ...["2.0", "2.2", "2.4", "4.0", "4.1", "4.3", "4.4", "4.6", "4.7"].map((detail) => [detail, SHUT] as const),
  ...["1.7", "1.8"].map((detail) => [detail, MEANINGS["bad-sender"]] as const),
  ...["2.3", "3.4"].map((detail) => [detail, MEANINGS["bad-content"]] as const),
]);

/** Maps a recipient's enhanced code, such as `5.1.1`. */
export function meaningOfStatus(enhanced: string): ProviderErrorCode | undefined {
  const [, detail = ""] = /^[45]\.(\d{1,3}\.\d{1,3})$/.exec(enhanced) ?? [];
  return RECIPIENT_DETAILS.get(detail)?.code;
}

/** Meanings of reply codes to RCPT, for servers without enhanced codes. */
const RECIPIENT_STATUS: ReadonlyMap<number, ErrorClass> = new Map([
  ...[501, 521, 550, 551, 553, 555, 556].map((status) => [status, DEAD] as const),
  [552, SHUT],
]);

/** Returns the meaning of a reply. A 5xx before RCPT is about our account, and disables no address. */
function smtpClass(stage: SmtpStage, reply: SmtpReply): ErrorClass {
  const { status, detail } = reply;
  // 421 4.7.x means a sending limit; 421 without an enhanced code may mean an outage
  if (status < 500 && reply.isAboutRate) return MEANINGS.throttled;
  if (status === 421) return reply.detail?.startsWith("7.") ? MEANINGS.throttled : UNAVAILABLE;
  if (status < 500) return stage === "recipient" ? MEANINGS["recipient-unavailable"] : UNAVAILABLE;
  if (status === 503) return UNAVAILABLE; // the session's state is wrong, but a new session may succeed
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
