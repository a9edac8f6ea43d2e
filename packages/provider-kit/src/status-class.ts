import type { ProviderError } from "@relance/spec";
import { type ErrorClass, refusal } from "./error-table.ts";

const UNAUTHORIZED: ErrorClass = { code: "provider/unauthorized", disposition: "reroute", accountFault: true };
const ACCOUNT: ErrorClass = { code: "provider/account", disposition: "reroute", accountFault: true };
const RATE_LIMITED: ErrorClass = { code: "provider/rate-limited", disposition: "retry" };
const REFUSED: ErrorClass = { code: "provider/refused", disposition: "reroute" };
/** The far end may have acted before it failed, so it is not repeated blindly. */
const UNAVAILABLE: ErrorClass = { code: "provider/unavailable", disposition: "retry", outcome: "unknown" };
/** Neither taken nor refused: a redirect, or a proxy that speaks in the far end's place. */
export const UNCLEAR: ErrorClass = { code: "provider/bad-response", disposition: "retry", outcome: "unknown" };

/**
 * What an HTTP status alone says about a message, for far ends whose own code is missing or unknown.
 *
 * Only a definite 4xx proves that nothing was sent. 408 and every 5xx leave it open.
 */
export function statusClass(status: number): ErrorClass {
  if (status === 401 || status === 403) return UNAUTHORIZED;
  if (status === 402) return ACCOUNT;
  if (status === 429) return RATE_LIMITED;
  if (status === 408 || status >= 500) return UNAVAILABLE;
  return status >= 400 ? REFUSED : UNCLEAR;
}

/** The error of an answer of which nothing but its status is known. */
export function statusRefusal(provider: string, status: number): ProviderError {
  return refusal(provider, statusClass(status), { message: `HTTP ${status}` });
}
