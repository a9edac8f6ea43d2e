import { type KeyObject, X509Certificate } from "node:crypto";

/** How many certificates per class are fetched without delay. Each further fetch waits three seconds. */
const FETCHES = 20;
const FETCH_EVERY_MS = 3_000;
/** Number of URLs for which refusals are counted. When the limit is reached, the least recently used URL is removed. */
const MAX_COUNTED = 10_000;
/** Marks a URL that has no certificate. */
const NONE = Number.POSITIVE_INFINITY;

export interface CertificateAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Returns a function that fetches a certificate and returns its public key. Each certificate is fetched once.
 *
 * Fetches are limited, because an unverified request can name any URL. Each class of URLs has a separate limit. The
 * number of a URL's refusals (1, 3, 7, …) decides its class. A flood of forged requests uses up one class. The vendor
 * repeats its posts, so the genuine URL moves to another class. If a URL has no certificate, it is not fetched again.
 */
export function createCertificates(ask: (url: URL) => Promise<CertificateAnswer>): (url: URL) => Promise<KeyObject> {
  const keys = new Map<string, Promise<KeyObject>>();
  const refusals = new Map<string, number>();
  const busyUntil = new Map<number, number>();

  function count(address: string, times: number): void {
    refusals.delete(address);
    refusals.set(address, times);
    const [oldest] = refusals.keys();
    if (refusals.size > MAX_COUNTED && oldest !== undefined) refusals.delete(oldest);
  }

  function mayFetch(times: number): boolean {
    if (times === NONE) return false;
    const group = Math.floor(Math.log2(times + 1));
    const now = performance.now();
    const until = busyUntil.get(group) ?? 0;
    if (until > now + (FETCHES - 1) * FETCH_EVERY_MS) return false;
    busyUntil.set(group, Math.max(until, now) + FETCH_EVERY_MS);
    return true;
  }

  async function fetched(url: URL): Promise<KeyObject> {
    const { status, text } = await ask(url);
    if (status === 429 || status >= 500) throw new Error(`HTTP ${status}`);
    try {
      return new X509Certificate(text).publicKey;
    } catch (cause) {
      count(url.href, NONE);
      throw new Error(`HTTP ${status} without a certificate`, { cause });
    }
  }

  return async (url) => {
    const known = keys.get(url.href);
    if (known !== undefined) return known;
    const times = refusals.get(url.href) ?? 0;
    if (!mayFetch(times)) {
      count(url.href, times + 1);
      throw new Error("too many certificates were named");
    }
    const key = fetched(url);
    keys.set(url.href, key);
    key.catch(() => keys.delete(url.href));
    return key;
  };
}
