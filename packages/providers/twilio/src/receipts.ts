import { bodyText, jsonBody } from "@relance/provider-kit";
import {
  type InboundItem,
  type InboundRequest,
  isAttemptId,
  type Quality,
  type ReceiptItem,
  type ReceiptKind,
  type ReceiptReader,
  type ReplyItem,
  WebhookError,
} from "@relance/spec";
import { ERROR_CODES } from "./explain-failure.ts";

/** Reads status callbacks and inbound SMS, which arrive at the same URL. */
export function twilioReceipts(authTokens: readonly string[]): ReceiptReader {
  return {
    proof: "own-signature",
    verify: (request) => verifySignature(request, authTokens),
    parse: (request) => readItems(request),
    reply: { status: 200, contentType: "text/xml", body: "<Response/>" },
  };
}

function readItems(request: InboundRequest): readonly InboundItem[] {
  const parameters = readParameters(request);
  const sid = text(parameters, "MessageSid") ?? text(parameters, "SmsSid");
  const status = text(parameters, "MessageStatus") ?? text(parameters, "SmsStatus");
  const isReply = text(parameters, "From") !== undefined || text(parameters, "Body") !== undefined;
  if (status === "received" || status === "receiving" || (status === undefined && isReply))
    return [readReply(parameters, sid)];
  if (sid === undefined) throw new WebhookError("webhook/unreadable", "MessageSid is missing");
  if (status === undefined) throw new WebhookError("webhook/unreadable", "MessageStatus is missing");
  const evidence = readStatus(sid, status, text(parameters, "ErrorCode"));
  return evidence === undefined ? [] : [{ ...evidence, ...attemptIn(request.url) }];
}

function readReply(parameters: Parameters, sid: string | undefined): ReplyItem {
  const optOut = OPT_OUT.get(text(parameters, "OptOutType") ?? "");
  return {
    type: "reply",
    from: text(parameters, "From") ?? "", // a reply is stored even if it has no sender
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

/** Reads our attempt id from the callback URL, which Twilio's signature covers. */
function attemptIn(url: string): { readonly attemptId?: string } {
  const id = new URL(url).searchParams.get("a");
  return id === null || !isAttemptId(id) ? {} : { attemptId: id };
}

function text(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * Verifies with one of the tokens that Twilio sent a request to our public URL. The signature contains no time: readers
 * must ignore repeated requests. Names and values are joined without a separator: readers must ignore unknown names.
 * @throws {WebhookError} `webhook/bad-signature`
 */
async function verifySignature(request: InboundRequest, authTokens: readonly string[]): Promise<void> {
  const signature = request.headers.get("x-twilio-signature");
  if (signature === null || signature === "") {
    throw new WebhookError("webhook/bad-signature", "the header X-Twilio-Signature is missing");
  }
  const { default: twilio } = await import("twilio"); // loaded with the first callback
  if (!authTokens.some((token) => isSignedWith(twilio, token, signature, request))) {
    const fact = "X-Twilio-Signature matches neither the token nor this public address";
    throw new WebhookError("webhook/bad-signature", fact);
  }
}

type Library = Pick<typeof import("twilio"), "validateRequest" | "validateRequestWithBody">;

function isSignedWith(twilio: Library, token: string, signature: string, request: InboundRequest): boolean {
  const { url } = request;
  if (isJson(request) || new URL(url).searchParams.has("bodySHA256"))
    return twilio.validateRequestWithBody(token, signature, url, bodyText(request));
  const form = request.method === "GET" ? {} : group(new URLSearchParams(bodyText(request)));
  return twilio.validateRequest(token, signature, url, { ...form });
}

type Parameters = Readonly<Record<string, string | string[]>>;

/** Reads the form or the JSON object; for GET, the query. @throws {WebhookError} `webhook/unreadable` */
function readParameters(request: InboundRequest): Parameters {
  if (request.method === "GET") return group(new URL(request.url).searchParams);
  if (!isJson(request)) return group(new URLSearchParams(bodyText(request)));
  const value = jsonBody(request);
  const entries = Object.entries(value).flatMap(([name, one]) => {
    return typeof one === "string" || typeof one === "number" ? [[name, String(one)] as const] : [];
  });
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

/** Twilio does not sign the content type, so it is ignored. */
function isJson(request: InboundRequest): boolean {
  return request.method !== "GET" && /^\s*[[{]/.test(bodyText(request));
}

function group(pairs: URLSearchParams): Parameters {
  const grouped: Record<string, string | string[]> = Object.create(null); // the names come from the request
  for (const [name, all] of Map.groupBy(pairs, ([name]) => name)) {
    const [value = "", ...more] = all.map(([, one]) => one);
    grouped[name] = more.length === 0 ? value : [value, ...more];
  }
  return grouped;
}

const STATUSES: Readonly<Record<string, readonly [ReceiptKind, Quality]>> = {
  accepted: ["in-transit", "accepted"],
  scheduled: ["in-transit", "accepted"],
  queued: ["in-transit", "accepted"],
  sending: ["in-transit", "accepted"],
  sent: ["in-transit", "carrier"], // for some carriers, this is the last status
  partially_delivered: ["in-transit", "carrier"],
  delivered: ["delivered", "carrier"],
  read: ["engaged", "device"],
  undelivered: ["undelivered", "carrier"],
  failed: ["undelivered", "carrier"],
  canceled: ["undelivered", "accepted"],
};

/** Returns the evidence of a status; `undefined` if the status is not about an outgoing message. */
export function readStatus(ref: string, status: string, errorCode: string | undefined): ReceiptItem | undefined {
  const meaning = Object.hasOwn(STATUSES, status) ? STATUSES[status] : undefined;
  if (meaning === undefined) return undefined;
  const [kind, quality] = meaning;
  const item: ReceiptItem = { type: "receipt", kind, quality, ref };
  if (kind !== "undelivered") return item;
  const addressPermanent = ERROR_CODES.get(errorCode ?? "")?.addressPermanent ?? false;
  return { ...item, addressPermanent, ...(errorCode === undefined ? {} : { errorCode }) };
}
