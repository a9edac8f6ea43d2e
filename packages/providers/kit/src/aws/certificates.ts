import { type KeyObject, X509Certificate } from "node:crypto";

/** The number of certificates per class that are fetched immediately. Further fetches follow every three seconds. */
const FETCHES = 20;
const FETCH_EVERY_MS = 3_000;
/** The maximum number of URLs whose refusals are counted. The least recently used URL is removed first. */
const MAX_COUNTED = 10_000;
/** The count of a URL that has no certificate. */
const NONE = Number.POSITIVE_INFINITY;

export interface CertificateAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Creates the function that returns the public key of the certificate at a URL. Each certificate is fetched once.
 *
 * An unverified request can name any URL, so the number of fetches is limited. URLs form classes by their number of
 * refusals (1, 3, 7, …), and each class has its own limit. A vendor repeats its posts, so the genuine URL soon leaves
 * the class that a flood of requests fills. A URL without a certificate is not fetched again.
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
