import { createHttpCaller, devicePayload, deviceReceipts, refusal, retryAfterMs } from "@relance/provider-kit";
import { type Message, type Provider, ProviderError } from "@relance/spec";
import webPushLibrary from "web-push";
import { allowHosts, endpointOf } from "./push-endpoint.ts";
import { DEAD, pushRefusal } from "./push-status.ts";
import { checkOptions, KIND, type VapidKeys, type WebPushOptions } from "./web-push-options.ts";

/** The most that push services take, in seconds: four weeks. */
const LONGEST_TTL = 2_419_200;

/**
 * Notifications in the browser, over whichever push service the subscription names.
 *
 * A push service that has taken a message says nothing about the device, so the receipts come from the site's own
 * service worker: `received`, then `clicked`.
 *
 * @example
 * const push = webPush({ vapid: { subject: "mailto:help@example.org", publicKey, privateKey } });
 * @throws {ConfigError} `config/invalid`
 */
export function webPush(options: WebPushOptions): Provider<"push"> {
  const { vapid, urgency = "normal", allowPrivate = false, receipts = true, perSecond, ca } = options;
  const { timeoutMs = 10_000, concurrency = 32, ttlSeconds = LONGEST_TTL, now = Date.now } = options;
  checkOptions(options);
  const vapidHeader = createVapidHeaders(vapid, now);
  const isAllowed = allowPrivate ? undefined : allowHosts(options.allowHosts ?? []);
  const addresses = allowPrivate ? "any" : "public";
  const http = createHttpCaller({ provider: KIND, addresses, timeoutMs, connections: concurrency, ca });

  return {
    kind: KIND,
    channel: "push",
    vendor: "web-push",
    capabilities: { receipts, replies: false },
    sendBudgetMs: timeoutMs,
    concurrency,
    ...(perSecond === undefined ? {} : { perSecond }),
    ...(receipts ? { receipts: deviceReceipts } : {}),
    async send(message, { signal }) {
      const url = endpointOf(message.to, isAllowed);
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
          ttl: String(ttlOf(message, ttlSeconds)),
          urgency,
        },
      });
      const refused = pushRefusal(url.hostname, answer);
      if (refused) {
        throw refusal(KIND, refused, {
          message: `HTTP ${answer.status}`,
          vendorCode: String(answer.status),
          retryAfterMs: retryAfterMs(answer.headers["retry-after"], now()),
        });
      }
      return { ref: refOf(answer.headers.location) ?? message.attemptId };
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
    // without the cause: it could hold the keys. 65 bytes that are no point of the curve cannot be a device
    throw refusal(KIND, DEAD, { message: "the subscription's key is not on the curve" });
  }
}

/** As long as the message is worth delivering, and no longer than the operator and the services allow. */
function ttlOf({ validityMs }: Message<"push">, longestSeconds: number): number {
  const validSeconds = validityMs === undefined ? LONGEST_TTL : Math.floor(validityMs / 1000);
  return Math.max(0, Math.min(validSeconds, longestSeconds, LONGEST_TTL));
}

/** The message's own address at the push service, which RFC 8030 promises and some leave out. */
function refOf(location: string | string[] | undefined): string | undefined {
  return typeof location === "string" && location.length > 0 && location.length <= 320 ? location : undefined;
}

/** Push services take 4,096 bytes after encryption on paper, and about this much in practice. */
export const MAX_PAYLOAD_BYTES = 3_072;

/**
 * Writes the text that is encrypted for the device.
 * @throws {ProviderError} `provider/bad-content`: longer than push services carry
 */
function pushPayload(message: Message<"push">): string {
  const text = JSON.stringify(devicePayload(message));
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_PAYLOAD_BYTES) return text;
  throw new ProviderError("provider/bad-content", `${bytes} bytes, at most ${MAX_PAYLOAD_BYTES} fit`, {
    provider: KIND,
    disposition: "reroute",
  });
}

/** How long a header is valid: well under the day that push services allow. */
const VALID_MS = 11 * 3_600_000;
/** It is renewed while still valid for this long, so that clocks may differ. */
const SPARE_MS = 3_600_000;
/** Known services have a handful of origins; this bounds the memory whatever is allowed. */
const MOST_ORIGINS = 1_000;

/** Gives the `Authorization` header for a push service's origin. */
type VapidHeaders = (origin: string) => string;

/** Signs one header per push service and keeps it: signing costs as much as a third of encrypting a message. */
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
