import {
  type InboundItem,
  type InboundRequest,
  isAttemptId,
  type ReceiptReader,
  type ReplyItem,
  WebhookError,
} from "@relance/spec";
import { evidenceOf } from "./message-status.ts";
import { type Parameters, parametersOf } from "./read-parameters.ts";
import { verifySignature } from "./verify-signature.ts";

/** Reads status callbacks and inbound SMS, which come to the same address. */
export function twilioReceipts(authTokens: readonly string[]): ReceiptReader {
  return {
    proof: "own-signature",
    verify: (request) => verifySignature(request, authTokens),
    parse: (request) => readItems(request),
    reply: { status: 200, contentType: "text/xml", body: "<Response/>" },
  };
}

/** @throws {WebhookError} `webhook/unreadable` */
function readItems(request: InboundRequest): readonly InboundItem[] {
  const parameters = parametersOf(request);
  const sid = text(parameters, "MessageSid") ?? text(parameters, "SmsSid");
  const status = text(parameters, "MessageStatus") ?? text(parameters, "SmsStatus");
  if (sid === undefined) throw new WebhookError("webhook/unreadable", "MessageSid is missing");
  if (status === "received" || status === "receiving") return [readReply(parameters, sid)];
  if (status === undefined) throw new WebhookError("webhook/unreadable", "MessageStatus is missing");
  const evidence = evidenceOf(sid, status, text(parameters, "ErrorCode"));
  return evidence === undefined ? [] : [{ ...evidence, ...attemptIn(request.url) }];
}

function readReply(parameters: Parameters, sid: string): ReplyItem {
  const from = text(parameters, "From");
  if (from === undefined) throw new WebhookError("webhook/unreadable", "From is missing");
  const optOut = OPT_OUT.get(text(parameters, "OptOutType") ?? "");
  return {
    type: "reply",
    from,
    to: text(parameters, "To"),
    text: text(parameters, "Body") ?? "",
    eventId: sid,
    ...(optOut && { optOut }),
  };
}

const OPT_OUT: ReadonlyMap<string, NonNullable<ReplyItem["optOut"]>> = new Map([
  ["STOP", "stop"],
  ["START", "start"],
  ["HELP", "help"],
]);

/** Our own id, out of the callback address that Twilio's signature covers. */
function attemptIn(url: string): { readonly attemptId?: string } {
  const id = new URL(url).searchParams.get("a");
  return id === null || !isAttemptId(id) ? {} : { attemptId: id };
}

/** A repeated name has no one meaning: it says nothing. */
function text(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
