import { createHmac } from "node:crypto";
import { nameAll } from "@relance/spec";
import type { InboundSms } from "../../world/hosts.ts";
import type { CallbackTally } from "../http/deliver.ts";
import {
  type ApiCall,
  type FakeVendor,
  type FakeVendorReply,
  type FakeVendorRequest,
  listenHttp,
  type RefusalMode,
  refusalMode,
  retryAfter,
} from "../http/http-fake-vendor.ts";
import { jsonObject } from "../json-object.ts";
import { createSurroundings, type FakeVendorOptions } from "../surroundings.ts";
import { applyReport, type GatewayMessage, gatewayView, readSend } from "./gateway-message.ts";

export interface FakeSmsGatewayOptions extends FakeVendorOptions {
  /** Name of the gateway's carrier in the world. @default "gateway" */
  readonly carrier?: string | undefined;
  /** Token that each request must contain as `Authorization: Bearer …`. @default "loopback" */
  readonly apiKey?: string | undefined;
  /** Secret with which the gateway signs its requests. @default "loopback-secret" */
  readonly secret?: string | undefined;
  /** Whether a request with a repeated `id` returns the first message and sends no second message. @default false */
  readonly isIdempotent?: boolean | undefined;
  /** URL to which the gateway posts SMS from recipients. @default no URL */
  readonly inboundUrl?: string | undefined;
}

/** An SMS gateway with plain HTTP and JSON, like those of small national carriers. */
export interface FakeSmsGateway extends FakeVendor {
  readonly url: string;
  readonly apiKey: string;
  readonly secret: string;
  readonly callbacks: Readonly<CallbackTally>;
  message(id: string): GatewayMessage | undefined;
  messages(): Iterable<GatewayMessage>;
  receiveAt(url: string | undefined): void;
}

/** The gateway repeats a report at most twice after any failure. */
const RULE = { retries: 2, totalMs: 30_000, retriesOn: () => true };

const NAMES = nameAll<FakeSmsGatewayOptions>()("world courier network carrier apiKey secret isIdempotent inboundUrl");

/**
 * Starts a gateway: `POST /send`, `GET /messages/:id`, `DELETE` to cancel, and signed delivery reports on the world's
 * clock.
 */
export async function fakeSmsGateway(options: FakeSmsGatewayOptions = {}): Promise<FakeSmsGateway> {
  const { apiKey = "loopback", secret = "loopback-secret", isIdempotent = false } = options;
  const { world, courier, callbacks, release } = createSurroundings(options, "fakeSmsGateway", NAMES);
  const carrier = world.carrier(options.carrier ?? "gateway", courier);
  const byId = new Map<string, GatewayMessage>();
  const arrived = new WeakSet<GatewayMessage>();
  const byReference = new Map<string, GatewayMessage>();
  let inboundUrl = options.inboundUrl;
  const stopListening = carrier.listen(forward);
  const letGo = () => {
    stopListening();
    return release();
  };
  const server = await listenHttp({ world, release: letGo }, { read, serve, refuse });

  return {
    ...server,
    apiKey,
    secret,
    callbacks: callbacks.tally,
    message: (id) => byId.get(id) ?? byReference.get(id),
    messages: () => byId.values(),
    receiveAt: (url) => {
      inboundUrl = url;
    },
  };

  function serve(call: GatewayCall): FakeVendorReply {
    if (call.authorization !== `Bearer ${apiKey}`) return failure(401, "bad_key");
    if (call.isSend) return send(call);
    const found = call.lookup === undefined ? undefined : (byId.get(call.lookup) ?? byReference.get(call.lookup));
    if (found === undefined) return failure(404, "unknown_message");
    return call.isCancel ? cancel(found) : reply(200, gatewayView(found));
  }

  function cancel(message: GatewayMessage): FakeVendorReply {
    const waits = message.status === "accepted" && !arrived.has(message);
    if (!waits && message.status !== "cancelled") return failure(409, "too_late");
    message.status = "cancelled";
    message.updatedAt = world.clock.now();
    return reply(200, gatewayView(message));
  }

  function send(call: GatewayCall): FakeVendorReply {
    const request = readSend(call.body);
    if (typeof request === "string") return failure(400, request);
    const known = request.id === undefined ? undefined : byReference.get(request.id);
    if (known && isIdempotent) return reply(200, gatewayView(known));
    const now = world.clock.now();
    const message: GatewayMessage = {
      id: `g${byId.size + 1}`,
      reference: request.id,
      to: request.to,
      text: request.text,
      callback: request.callback,
      createdAt: now,
      status: "accepted",
      error: undefined,
      updatedAt: now,
    };
    const verdict = carrier.submit({
      address: message.to,
      attemptId: message.reference,
      validityMs: request.validity === undefined ? undefined : request.validity * 1_000,
      letter: { text: message.text, from: request.from },
      isCalledBack() {
        if (message.status === "cancelled") return true;
        arrived.add(message);
        return false;
      },
      onReport(report) {
        if (message.status === "cancelled") return;
        applyReport(message, report);
        if (message.callback !== undefined) post(message.callback, gatewayView(message));
      },
    });
    if (!verdict.taken) {
      return verdict.why === "opted-out"
        ? failure(400, "opted_out")
        : refuse(refusalMode(verdict), call, verdict.retryAfterMs);
    }
    byId.set(message.id, message);
    if (message.reference !== undefined) byReference.set(message.reference, message);
    return { ...reply(202, gatewayView(message)), isLost: verdict.isAnswerLost };
  }

  function forward({ from, to, text, optOut, number }: InboundSms): void {
    if (inboundUrl === undefined) return;
    const at = new Date(world.clock.now()).toISOString();
    post(inboundUrl, { type: "inbound", id: `i${number}`, from, to, text, optOut, at });
  }

  function post(url: string, value: Readonly<Record<string, unknown>>): void {
    const body = JSON.stringify(value);
    const headers = { "content-type": "application/json", "x-gateway-signature": gatewaySignature(secret, body) };
    void callbacks.deliver({ url, method: "POST", headers, body }, RULE);
  }
}

interface GatewayCall extends ApiCall {
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly isCancel: boolean;
  readonly lookup: string | undefined;
}

function read({ method, path, headers, body }: FakeVendorRequest): GatewayCall {
  const isSend = method === "POST" && path === "/send";
  const json = isSend ? jsonObject(body.toString()) : undefined;
  const isCancel = method === "DELETE";
  const lookup = method === "GET" || isCancel ? /^\/messages\/([^/?]+)$/.exec(path)?.[1] : undefined;
  return {
    isSend,
    isCancel,
    body: json,
    authorization: headers.authorization,
    attemptId: typeof json?.id === "string" ? json.id : undefined,
    lookup: lookup === undefined ? undefined : decodeURIComponent(lookup),
  };
}

function refuse(mode: RefusalMode, { isSend }: GatewayCall, retryAfterMs?: number): FakeVendorReply {
  if (mode === "refuse") return isSend ? failure(400, "unknown_subscriber") : failure(404, "unknown_message");
  if (mode === "throttle") return failure(429, "too_fast", retryAfter(retryAfterMs));
  return mode === "unauthorized" ? failure(401, "bad_key") : failure(503, "unavailable");
}

function failure(status: number, error: string, headers?: FakeVendorReply["headers"]): FakeVendorReply {
  return reply(status, { error }, headers);
}

function reply(
  status: number,
  value: Readonly<Record<string, unknown>>,
  headers?: FakeVendorReply["headers"],
): FakeVendorReply {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}

/** Returns the value of `x-gateway-signature`: HMAC-SHA256 over the bytes of the body, in lower-case hex. */
export function gatewaySignature(secret: string, body: string | Uint8Array): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}
