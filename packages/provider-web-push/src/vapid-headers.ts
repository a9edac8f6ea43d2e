import webPush from "web-push";
import type { VapidKeys } from "./web-push-options.ts";

/** How long a header is valid: well under the day that push services allow. */
const VALID_MS = 11 * 3_600_000;
/** It is renewed while still valid for this long, so that clocks may differ. */
const SPARE_MS = 3_600_000;
/** Known services have a handful of origins; this bounds the memory whatever is allowed. */
const MOST_ORIGINS = 1_000;

/** Gives the `Authorization` header for a push service's origin. */
export type VapidHeaders = (origin: string) => string;

/** Signs one header per push service and keeps it: signing costs as much as a third of encrypting a message. */
export function createVapidHeaders(keys: VapidKeys, now: () => number): VapidHeaders {
  const { subject, publicKey, privateKey } = keys;
  const kept = new Map<string, { readonly header: string; readonly goodUntil: number }>();
  return (origin) => {
    const at = now();
    const known = kept.get(origin);
    if (known && at < known.goodUntil) return known.header;
    if (kept.size >= MOST_ORIGINS) kept.clear();
    const expiresAt = Math.floor((at + VALID_MS) / 1000);
    const { Authorization: header } = webPush.getVapidHeaders(
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
