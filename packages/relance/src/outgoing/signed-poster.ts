import { createHttpCaller, type HttpAnswer, retryAfterMs } from "@relance/provider-kit";
import { ProviderError, RelanceError } from "@relance/spec";
import pRetry from "p-retry";
import { Webhook } from "standardwebhooks";
import type { PostTarget } from "./post-target.ts";

/** Tried again at once so often; longer waiting is the store's. */
const RETRIES = 2;
const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 65_536;
const CONNECTIONS = 4;

export interface SignedLetter {
  /** The same with every repetition. */
  readonly id: string;
  /** JSON. */
  readonly body: string;
}

/** Posts to one of the caller's own systems. */
export interface SignedPoster {
  /**
   * @throws {ProviderError} when it was not taken; anything but 2xx is no yes, a redirect neither. `vendorCode` holds the
   * status.
   */
  post(letter: SignedLetter, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Signed as https://www.standardwebhooks.com say: any of their libraries verifies it. */
export function signedPoster({ name, url, secret, allowPrivate }: PostTarget): SignedPoster {
  const webhook = new Webhook(secret);
  const http = createHttpCaller({
    provider: name,
    addresses: allowPrivate ? "any" : "public",
    timeoutMs: TIMEOUT_MS,
    connections: CONNECTIONS,
    maxBytes: MAX_ANSWER_BYTES,
    bodies: "ignored", // a yes is a status: many a system answers with a page
  });

  async function once({ id, body }: SignedLetter, signal: AbortSignal): Promise<void> {
    const now = new Date();
    const headers = {
      "content-type": "application/json",
      "user-agent": "relance",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
      "webhook-signature": webhook.sign(id, now, body),
    };
    accept(name, await http.call({ method: "POST", url, headers, body, signal }));
  }

  return {
    post: (letter, signal) =>
      pRetry(() => once(letter, signal), {
        retries: RETRIES,
        minTimeout: 250,
        maxTimeout: 2_000,
        randomize: true,
        signal,
        shouldRetry: ({ error }) => isPassing(error),
      }),
    close: () => http.close(),
  };
}

function accept(name: string, { status, headers }: HttpAnswer): void {
  if (status >= 200 && status < 300) return;
  const isPassingFault = status >= 500 || status === 429 || status === 408;
  throw new ProviderError(isPassingFault ? "provider/unavailable" : "provider/refused", `HTTP ${status}`, {
    provider: name,
    disposition: isPassingFault ? "retry" : "reject",
    retryAfterMs: isPassingFault ? retryAfterMs(headers["retry-after"], Date.now()) : undefined,
    vendorCode: String(status),
  });
}

/** A far end that said no, or when to come again, and an address that may not be called, say so again a moment later. */
function isPassing(error: unknown): boolean {
  if (!RelanceError.is(error) || ("retryAfterMs" in error && error.retryAfterMs !== undefined)) return false;
  return error.code !== "provider/refused" && error.code !== "provider/forbidden-address";
}
