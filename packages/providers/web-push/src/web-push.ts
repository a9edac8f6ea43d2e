import {
  assertFits,
  createHttpCaller,
  devicePayload,
  deviceReceipts,
  limitMs,
  readLimits,
  refusal,
  retryAfterMs,
} from "@relance/provider-kit";
import type { Message, Provider, PushSubscriptionLike } from "@relance/spec";
import webPushLibrary from "web-push";
import { DEAD, OTHER_KEY, pushRefusal } from "./push-status.ts";
import { checkOptions, KIND, type VapidKeys, type WebPushOptions } from "./web-push-options.ts";

const LONGEST_TTL = "4w";

/**
 * Browser notifications, sent through the push service named by the subscription.
 *
 * Push services do not report what happens on the device. Receipts come from the site's own service worker: `received`,
 * then `clicked`.
 *
 * @example
 * const push = webPush({ vapid: { subject: "mailto:help@example.org", publicKey, privateKey } });
 * @throws {ConfigError} `config/invalid`
 */
export function webPush(options: WebPushOptions): Provider<"push"> {
  const { vapid, urgency = "normal", allowPrivate = false, receipts = true, ca } = options;
  const { now = Date.now } = options;
  const { timeoutMs, concurrency, limits } = readLimits(options);
  const ttlMs = Math.min(limitMs(options.ttl, LONGEST_TTL), limitMs(LONGEST_TTL, LONGEST_TTL));
  checkOptions(options);
  const vapidHeader = createVapidHeaders(vapid, now);
  const isAllowed = allowPrivate ? undefined : allowHosts(options.allowHosts ?? []);
  const addresses = allowPrivate ? "any" : "public";
  const http = createHttpCaller({ provider: KIND, addresses, timeoutMs, connections: concurrency, ca });
  let isProven = false; // true once a push service has accepted the VAPID key

  return {
    kind: KIND,
    channel: "push",
    vendor: "web-push",
    capabilities: { receipts, replies: false },
    ...limits,
    sendBudgetMs: timeoutMs,
    ...(receipts ? { receipts: deviceReceipts } : {}),
    async send(message, { signal }) {
      const url = parseEndpoint(message.to, isAllowed);
      const body = encrypt(message);
      const answer = await http.call({
        method: "POST",
        url,
        body,
        signal,
        headers: {
          authorization: vapidHeader(url.origin),
          "content-encoding": "aes128gcm",
          "content-type": "application/octet-stream",
          ttl: String(computeTtl(message, ttlMs)),
          urgency,
        },
      });
      const refused = pushRefusal(url.hostname, answer);
      if (refused === undefined) isProven = true;
      else {
        const restMs = retryAfterMs(answer.headers["retry-after"], now());
        const message = `HTTP ${answer.status}`;
        // anyone can subscribe with a URL at which a push service refuses every key
        const meaning = isProven && refused.accountFault === true ? OTHER_KEY : refused;
        throw refusal(KIND, meaning, { message, vendorCode: String(answer.status), retryAfterMs: restMs });
      }
      return { ref: checkRef(answer.headers.location) ?? message.attemptId };
    },
    close: () => http.close(),
  };
}

function encrypt(message: Message<"push">): Buffer {
  const { p256dh, auth } = message.to.keys;
  const payload = pushPayload(message);
  try {
    return webPushLibrary.encrypt(p256dh, auth, payload, "aes128gcm").cipherText;
  } catch {
    // the cause is dropped, because it could contain the keys
    throw refusal(KIND, DEAD, { message: "the subscription's key is not on the curve" });
  }
}

function computeTtl({ validityMs }: Message<"push">, longestMs: number): number {
  return Math.floor(Math.max(0, Math.min(validityMs ?? longestMs, longestMs)) / 1_000);
}

/** Returns the message's URL at the push service; `undefined` if a service omits it despite RFC 8030. */
function checkRef(location: string | string[] | undefined): string | undefined {
  return typeof location === "string" && location.length > 0 && location.length <= 320 ? location : undefined;
}

/** The maximum size of a payload in bytes. Push services document 4,096 bytes after encryption; some accept less. */
export const MAX_PAYLOAD_BYTES = 3_072;

function pushPayload(message: Message<"push">): string {
  const text = JSON.stringify(devicePayload(message));
  assertFits(KIND, text, MAX_PAYLOAD_BYTES);
  return text;
}

/** How long a signed header is valid. Push services permit at most one day. */
const VALID_MS = 11 * 3_600_000;
/** A header is renewed this long before it expires, because clocks differ. */
const SPARE_MS = 3_600_000;
const MOST_ORIGINS = 1_000;

type VapidHeaders = (origin: string) => string;

/** Signs one header per push service and caches it: signing costs a third of encrypting a message. */
function createVapidHeaders(keys: VapidKeys, now: () => number): VapidHeaders {
  const { subject, publicKey, privateKey } = keys;
  const kept = new Map<string, { readonly header: string; readonly goodUntil: number }>();
  return (origin) => {
    const at = now();
    const known = kept.get(origin);
    if (known && at < known.goodUntil) return known.header;
    if (kept.size >= MOST_ORIGINS) kept.clear();
    const expiresAt = Math.floor((at + VALID_MS) / 1000);
    const { Authorization: header } = webPushLibrary.getVapidHeaders(
      origin,
      subject,
      publicKey,
      privateKey,
      "aes128gcm",
      expiresAt,
    );
    kept.set(origin, { header, goodUntil: at + VALID_MS - SPARE_MS });
    return header;
  };
}

const KNOWN_HOSTS = ["fcm.googleapis.com", "*.push.services.mozilla.com", "*.notify.windows.com", "web.push.apple.com"];

type HostRule = (host: string) => boolean;

/** Returns a rule that permits the known push services and these hosts. `*.` matches any subdomain. */
export function allowHosts(more: readonly string[]): HostRule {
  const patterns = [...KNOWN_HOSTS, ...more].map((pattern) => pattern.toLowerCase());
  return (host) =>
    patterns.some((pattern) => (pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern));
}

/**
 * Parses a subscription's URL. A browser wrote it, so it is not trusted.
 * @throws {ProviderError} `provider/bad-recipient` if this is not a subscription
 * @throws {ProviderError} `provider/forbidden-address` if the push service is not allowed
 */
export function parseEndpoint(subscription: PushSubscriptionLike, isAllowed: HostRule | undefined): URL {
  const url = typeof subscription?.endpoint === "string" ? URL.parse(subscription.endpoint) : null;
  if (url === null || !isKey(subscription.keys?.p256dh, 65, 65) || !isKey(subscription.keys.auth, 16, 64)) {
    throw refusal(KIND, DEAD, { message: "the address is not a push subscription" });
  }
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  const isPlain = url.protocol === "https:" && url.port === "";
  if (!isWeb || (isAllowed !== undefined && !(isPlain && isAllowed(url.hostname)))) {
    throw refusal(
      KIND,
      { code: "provider/forbidden-address", disposition: "reject" },
      { message: "the endpoint is not a push service that may be called" },
    );
  }
  return url;
}

function isKey(text: unknown, least: number, most: number): boolean {
  const bytes = typeof text === "string" ? Buffer.from(text, "base64url").length : 0;
  return bytes >= least && bytes <= most;
}
