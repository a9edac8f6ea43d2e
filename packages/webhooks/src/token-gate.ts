import { WebhookError, type WebhookErrorCode } from "@relance/spec";

/** Looked up instead of a malformed token, so that the response takes as long as for a valid one. */
const DECOY = "0000000000000000000000";
const WELL_FORMED = /^[\w.~-]{8,200}$/;

export interface TokenGateInit {
  readonly perTokenAMinute: number;
  readonly missesPerAddressAMinute: number;
  readonly clientAddress: (request: Request) => string | undefined;
  readonly now: () => number;
}

/** Limits requests per link and per client address against guessing and flooding, in bounded memory. */
export class TokenGate {
  readonly #tokens: RateLimit;
  readonly #misses: RateLimit;
  readonly #clientAddress: TokenGateInit["clientAddress"];

  constructor(init: TokenGateInit) {
    this.#tokens = createRateLimit(init.perTokenAMinute, init.now);
    this.#misses = createRateLimit(init.missesPerAddressAMinute, init.now);
    this.#clientAddress = init.clientAddress;
  }

  /** Counts a request and returns the token to look up. @throws {WebhookError} `webhook/rate-limited` */
  enter(request: Request, kind: "a" | "u" | "i", token: string): string {
    const address = this.#clientAddress(request);
    if (address !== undefined) refuseWhile(this.#misses.waitMs(address));
    if (!WELL_FORMED.test(token)) return DECOY;
    const key = `${kind}/${token}`;
    refuseWhile(this.#tokens.waitMs(key));
    this.#tokens.count(key);
    return token;
  }

  missed(request: Request): void {
    const address = this.#clientAddress(request);
    if (address !== undefined) this.#misses.count(address);
  }
}

function refuseWhile(waitMs: number): void {
  if (waitMs <= 0) return;
  const seconds = Math.ceil(waitMs / 1000);
  throw new RefusedRequest("webhook/rate-limited", `too many requests; try again in ${seconds} s`, {
    "retry-after": String(seconds),
  });
}

interface RateLimit {
  /** Returns the milliseconds until the next request with this key is allowed. Counts nothing. */
  waitMs(key: string): number;
  count(key: string): void;
}

/** Creates a token bucket that stores one number per key: when the bucket will be full again. */
export function createRateLimit(perMinute: number, now: () => number, maxKeys: number = 10_000): RateLimit {
  const windowMs = 60_000;
  const costMs = windowMs / perMinute;
  const paidAt = new Map<string, number>();
  return {
    waitMs(key) {
      const ahead = (paidAt.get(key) ?? 0) - now();
      return Math.max(0, ahead + costMs - windowMs);
    },
    count(key) {
      const next = Math.max(paidAt.get(key) ?? 0, now()) + costMs;
      paidAt.delete(key); // moves the key to the end of the map, which is ordered by last use
      paidAt.set(key, next);
      if (paidAt.size <= maxKeys) return;
      const oldest = paidAt.keys().next();
      if (!oldest.done) paidAt.delete(oldest.value);
    },
  };
}

/** An HTTP error with headers, such as `Allow` or `Retry-After`. */
export class RefusedRequest extends WebhookError {
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: WebhookErrorCode, message: string, headers: Readonly<Record<string, string>>) {
    super(code, message);
    this.headers = headers;
  }
}
