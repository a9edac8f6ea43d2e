import { createRateLimit, type RateLimit } from "./rate-limit.ts";
import { RefusedRequest } from "./refused-request.ts";

/** A token that nobody was ever given: looked up in place of a malformed one, so that both take the same work. */
const DECOY = "0000000000000000000000";
const WELL_FORMED = /^[\w.~-]{8,200}$/;

export interface TokenGateInit {
  readonly perTokenAMinute: number;
  readonly missesPerAddressAMinute: number;
  readonly clientAddress: (request: Request) => string | undefined;
  readonly now: () => number;
}

/** Keeps links from being guessed or hammered. Memory is bounded, whoever comes. */
export class TokenGate {
  readonly #tokens: RateLimit;
  readonly #misses: RateLimit;
  readonly #clientAddress: TokenGateInit["clientAddress"];

  constructor(init: TokenGateInit) {
    this.#tokens = createRateLimit({ perMinute: init.perTokenAMinute, now: init.now });
    this.#misses = createRateLimit({ perMinute: init.missesPerAddressAMinute, now: init.now });
    this.#clientAddress = init.clientAddress;
  }

  /**
   * Admits a request and gives the token to look up.
   * @throws {WebhookError} `webhook/rate-limited`
   */
  enter(request: Request, kind: "a" | "u" | "i", token: string): string {
    const address = this.#clientAddress(request);
    if (address !== undefined) refuseWhile(this.#misses.waitMs(address));
    if (!WELL_FORMED.test(token)) return DECOY;
    const key = `${kind}/${token}`;
    refuseWhile(this.#tokens.waitMs(key));
    this.#tokens.count(key);
    return token;
  }

  /** The token was nobody's. */
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
