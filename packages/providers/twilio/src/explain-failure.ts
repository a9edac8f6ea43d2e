import {
  type ErrorTable,
  errorTable,
  type HttpAnswer,
  refusal,
  retryAfterMs,
  statusClass,
} from "@relance/provider-kit";
import { ProviderError, RelanceError } from "@relance/spec";
import { KIND } from "./read-options.ts";

/**
 * What a failed call proves.
 *
 * Twilio's own errors are dropped, because they quote phone numbers. The status decides first, because a proxy may
 * answer instead of Twilio: a 5xx proves nothing, except a 503 with Twilio's own code for "too many requests", which
 * accepted nothing.
 * @param answer The response, if there is one
 */
export function explainFailure(error: unknown, answer: HttpAnswer | undefined): Error {
  if (RelanceError.is(error)) return error;
  if (answer === undefined) return unwritable();
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return unreadable(status);
  const vendorCode = codeOf(error);
  const named = vendorCode === undefined ? undefined : ERROR_CODES.get(vendorCode);
  const isPutOff = status === 503 && named?.code === "provider/rate-limited";
  const known = status < 500 || isPutOff ? named : undefined;
  return refusal(KIND, known ?? statusClass(status), {
    message: vendorCode === undefined ? `HTTP ${status}` : `HTTP ${status}, code ${vendorCode}`,
    vendorCode,
    retryAfterMs: retryAfterMs(headers["retry-after"], Date.now()),
  });
}

/** A success without a message in it: the message may have been sent. */
export function unreadable(status: number): ProviderError {
  return new ProviderError("provider/bad-response", `HTTP ${status} without a message`, {
    provider: KIND,
    disposition: "retry",
    outcome: "unknown",
  });
}

/** The library refused to build a request. */
function unwritable(): ProviderError {
  return new ProviderError("provider/refused", "the library could not write the request", {
    provider: KIND,
    disposition: "reroute",
  });
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return Number.isSafeInteger(code) && code !== 0 ? String(code) : undefined;
}

/**
 * Twilio's error codes, of refused requests and of failed messages. Other codes are judged by the HTTP status, or
 * treated as temporary in a receipt: an unknown code invalidates no address.
 */
export const ERROR_CODES: ErrorTable = errorTable([
  ["bad-recipient", [21211, 21214, 21217, 21401, 21407, 21614, 21635, 30005, 30006]],
  ["opted-out", [21610]],
  ["recipient-unavailable", [30003, 30004, 30008, 30017, 30410, 30450, 30500]],
  ["bad-content", [21602, 21617, 21618, 21620, 30007]],
  ["bad-sender", [21408, 21606, 21608, 21612, 21703, 21704, 21705]],
  ["bad-sender", [30018, 30024, 30032, 30033, 30034, 30035, 90007]],
  ["unauthorized", [20003]],
  ["account", [20403, 20404, 30002, 30023, 30027, 63038]],
  ["throttled", [14107, 20429, 21611, 30001, 30022]],
]);
