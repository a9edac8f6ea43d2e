import type { AlertLetter } from "@relance/core";
import { createHttpCaller, type HttpAnswer } from "@relance/provider-kit";
import { ProviderError, RelanceError } from "@relance/spec";
import pRetry from "p-retry";
import { Webhook } from "standardwebhooks";
import type { AlertWebhook } from "./alert-config.ts";

const NAME = "alerts.webhook";
/** Tried again at once so often; longer waiting is the store's. */
const RETRIES = 2;
const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 65_536;

/** Posts alerts to the operators' own system. */
export interface AlertPoster {
  /** @throws {ProviderError} when it was not taken; anything but 2xx is no yes, a redirect neither */
  post(letter: AlertLetter, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Signed as https://www.standardwebhooks.com say: any of their libraries verifies it. */
export function alertPoster({
  url,
  secret,
  allowPrivate,
}: AlertWebhook & { readonly secret: string }): AlertPoster {
  const webhook = new Webhook(secret);
  const http = createHttpCaller({
    provider: NAME,
    addresses: allowPrivate === true ? "any" : "public",
    timeoutMs: TIMEOUT_MS,
    connections: 2,
    maxBytes: MAX_ANSWER_BYTES,
  });

  async function once({ id, body }: AlertLetter, signal: AbortSignal): Promise<void> {
    const now = new Date();
    const headers = {
      "content-type": "application/json",
      "user-agent": "relance",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
      "webhook-signature": webhook.sign(id, now, body),
    };
    accept(await http.call({ method: "POST", url, headers, body, signal }));
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

function accept({ status }: HttpAnswer): void {
  if (status >= 200 && status < 300) return;
  const isPassingFault = status >= 500 || status === 429 || status === 408;
  throw new ProviderError(isPassingFault ? "provider/unavailable" : "provider/refused", `HTTP ${status}`, {
    provider: NAME,
    disposition: isPassingFault ? "retry" : "reject",
  });
}

/** A far end that said no, and an address that may not be called, say so again a moment later. */
function isPassing(error: unknown): boolean {
  return (
    RelanceError.is(error) && error.code !== "provider/refused" && error.code !== "provider/forbidden-address"
  );
}
