import type { ProviderError } from "@relance/spec";
import { type ErrorClass, MEANINGS, refusal } from "./error-table.ts";

/** The meaning of an answer that neither accepts nor refuses a message, such as a redirect or a proxy's page. */
export const UNCLEAR: ErrorClass = { code: "provider/bad-response", disposition: "retry", outcome: "unknown" };

/** Returns the meaning of an HTTP status if the code is unknown. Only some 4xx prove that nothing was sent. */
export function statusClass(status: number): ErrorClass {
  if (status === 401 || status === 403) return MEANINGS.unauthorized;
  if (status === 402) return MEANINGS.account;
  if (status === 429) return MEANINGS.throttled;
  if (status === 408 || status >= 500) return MEANINGS.uncertain;
  return status >= 400 ? MEANINGS.refused : UNCLEAR;
}

/** Creates the error for an answer without a known error code. */
export function statusRefusal(provider: string, status: number): ProviderError {
  return refusal(provider, statusClass(status), { status });
}
