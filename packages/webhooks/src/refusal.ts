import { type HttpRefusal, RelanceError, WebhookError } from "@relance/spec";
import { isWebhookError } from "./prove-sender.ts";
import type { Call } from "./route.ts";
import { RefusedRequest } from "./token-gate.ts";

const DEFAULT_HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "webhook/unauthorized": { "www-authenticate": "Bearer" },
  "webhook/overloaded": { "retry-after": "1" },
};

/** Converts an error to a response that reveals only a code and one sentence. */
export function toRefusal(error: unknown): HttpRefusal {
  if (!RelanceError.is(error)) return fault("webhook/failed", 500, "the gateway failed; the request itself is valid");
  if (error.code === "events/cursor-expired") {
    const message = "the cursor is older than the oldest stored event; start again without a cursor";
    return { code: error.code, status: 410, message, headers: {}, isOurs: false };
  }
  if (isWebhookError(error)) {
    const headers = error instanceof RefusedRequest ? error.headers : (DEFAULT_HEADERS[error.code] ?? {});
    return { code: error.code, status: error.status, message: hint(error), headers, isOurs: error.status === 500 };
  }
  return fault("webhook/overloaded", 503, "the item could not be stored now; send it again later");
}

function fault(code: WebhookError["code"], status: number, message: string): HttpRefusal {
  return { code, status, message, headers: DEFAULT_HEADERS[code] ?? {}, isOurs: true };
}

/** Adds advice to the error about an invalid signature. The usual cause is a wrong `publicUrl`. */
function hint(error: WebhookError): string {
  if (error.code !== "webhook/bad-signature") return error.message;
  return `${error.message}; check that publicUrl is the address that the provider calls, with its path`;
}

/** Unknown, foreign and malformed links get the same error, so that an attacker cannot tell them apart. */
export function unknownLink({ gate, request }: Call): WebhookError {
  gate.missed(request);
  return new WebhookError("webhook/not-found", "no such link");
}

const ALWAYS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex, nofollow",
};

/** Adds the security headers of all responses. A response other than a page may neither load nor run anything. */
export function secured(response: Response): Response {
  const { headers } = response;
  for (const [name, value] of Object.entries(ALWAYS)) headers.set(name, value);
  if (!headers.has("content-security-policy")) {
    headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  }
  return response;
}
