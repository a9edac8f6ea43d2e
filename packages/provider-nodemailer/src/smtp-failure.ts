import { type ErrorClass, refusal } from "@relance/provider-kit";
import { ProviderError, type ProviderErrorCode } from "@relance/spec";
import type { NodemailerError } from "nodemailer";
import type { Handover } from "./handover.ts";
import { type SmtpReply, type SmtpStage, smtpClass } from "./smtp-class.ts";

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
    // replies to an envelope or a body quote addresses; what is said about the session does not
    cause: stage === "session" || stage === "login" ? error : undefined,
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
  ...["EAUTH", "ENOAUTH", "EOAUTH2"].map((code) => [code, account("provider/unauthorized")] as const),
  ...["ETLS", "EREQUIRETLS", "ECONFIG", "EPROXY"].map((code) => [code, account("provider/account")] as const),
  ...["ESTREAM", "EFILEACCESS", "EURLACCESS"].map(
    (code) => [code, { code: "provider/bad-content", disposition: "reroute" }] as const,
  ),
]);

function account(code: ProviderErrorCode): ErrorClass {
  return { code, disposition: "reroute", accountFault: true };
}

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
