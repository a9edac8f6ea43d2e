import { nameAll, type PushSubscriptionLike } from "@relance/spec";
import { inventPushDevice, inventPushToken, type PushDevice } from "../../audience/audience.ts";
import {
  type ApiCall,
  type FakeVendor,
  type FakeVendorReply,
  type FakeVendorRequest,
  listenHttp,
  type RefusalMode,
  refusalMode,
  retryAfter,
  type TlsIdentity,
} from "../http/http-fake-vendor.ts";
import { createSurroundings, type FakeVendorOptions } from "../surroundings.ts";
import { createPushCheck, decryptPush, pushError } from "./check-push.ts";
import { type DeviceMessage, deviceMessage, tellDevice } from "./device.ts";

export interface FakePushServiceOptions extends FakeVendorOptions {
  /** Name of the service in the world. @default "push" */
  readonly service?: string | undefined;
  /** Certificate for TLS. @default plain HTTP, which senders accept only on loopback */
  readonly tls?: TlsIdentity | undefined;
  /** Called with each decrypted payload, for tests with a real browser. */
  readonly onPayload?: ((payload: string) => void) | undefined;
}

export interface FakePushService extends FakeVendor {
  /** Base URL without a trailing slash. The URLs of subscriptions begin with the base URL. */
  readonly url: string;
  /** Subscribes a browser and returns the endpoint and the public keys. */
  subscribe(key?: string): PushSubscriptionLike;
  /** Ends the subscription. Later messages to the endpoint get HTTP 410. */
  expire(endpoint: string): void;
  /** Number of messages that no device could decrypt. */
  undecryptable(): number;
}

const NAMES = nameAll<FakePushServiceOptions>()("world courier network service tls onPayload");

/**
 * Starts a simulated push service that checks VAPID, TTL and encryption. Simulated devices decrypt, show and report
 * messages.
 */
export async function fakePushService(options: FakePushServiceOptions = {}): Promise<FakePushService> {
  const { world, courier, callbacks, release } = createSurroundings(options, "fakePushService", NAMES);
  const service = world.pushService(options.service ?? "push", courier);
  const check = createPushCheck(() => server.url);
  const subscribed = new Set<string>();
  const devices = new Map<string, PushDevice>();
  let undecryptable = 0;
  let taken = 0;
  const server = await listenHttp({ world, release }, { read, serve, refuse }, options.tls);

  return {
    ...server,
    subscribe(key = `visitor ${subscribed.size + 1}`) {
      const token = inventPushToken(world.seed, key);
      subscribed.add(token);
      return createDevice(token).subscription;
    },
    expire: service.expire,
    undecryptable: () => undecryptable,
  };

  function read(request: FakeVendorRequest): PushCall {
    const token = request.method === "POST" ? /^\/push\/([0-9a-f]{32})$/.exec(request.path)?.[1] : undefined;
    if (token === undefined) return { request, isSend: false, token, message: undefined };
    const payload = isKnown(token) ? decryptPush(createDevice(token), request.body) : undefined;
    const message = payload && deviceMessage(payload.toString("utf8"));
    if (payload) options.onPayload?.(payload.toString("utf8"));
    return { request, isSend: true, token, message, attemptId: message?.attemptId };
  }

  function serve(call: PushCall): FakeVendorReply {
    const { request, token, message } = call;
    const refusal = check(request.headers, request.body);
    if (refusal) return refusal;
    if (token === undefined || !isKnown(token)) return pushError(404, 102, "no such subscription");
    if (!message) undecryptable++;
    const verdict = service.submit({
      address: endpointUrl(token),
      attemptId: message?.attemptId,
      validityMs: Number(request.headers.ttl) * 1_000,
      letter: message?.letter ?? { text: "" },
      onReport: (report) => tellDevice(callbacks, message?.receiptUrl, report),
    });
    if (!verdict.taken) return refuse(refusalMode(verdict), call, verdict.retryAfterMs);
    const headers = { location: `${server.url}/message/${++taken}`, ttl: String(request.headers.ttl) };
    return { status: 201, headers, isLost: verdict.isAnswerLost };
  }

  function isKnown(token: string): boolean {
    return subscribed.has(token) || world.knows("push", endpointUrl(token));
  }

  function endpointUrl(token: string): string {
    return `${server.url}/push/${token}`;
  }

  function createDevice(token: string): PushDevice {
    const known = devices.get(token);
    if (known) return known;
    const device = inventPushDevice(world.seed, token, endpointUrl(token));
    devices.set(token, device);
    return device;
  }
}

interface PushCall extends ApiCall {
  readonly request: FakeVendorRequest;
  readonly token: string | undefined;
  readonly message: DeviceMessage | undefined;
}

function refuse(mode: RefusalMode, _: PushCall, retryAfterMs?: number): FakeVendorReply {
  if (mode === "refuse") return pushError(410, 106, "the subscription has expired");
  if (mode === "throttle") return pushError(429, 202, "too many messages", retryAfter(retryAfterMs));
  return mode === "unauthorized"
    ? pushError(401, 109, "invalid VAPID authorization")
    : pushError(503, 201, "try again later");
}
