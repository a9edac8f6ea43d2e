import {
  byWord,
  type ErrorTable,
  type HttpAnswer,
  MEANINGS,
  namedErrors,
  refusal,
  retryAfterMs,
  statusClass,
  UNCLEAR,
} from "@relance/provider-kit";
import { type ProviderError, RelanceError } from "@relance/spec";
import { KIND } from "./read-options.ts";

/** Drops Twilio's text, which quotes phone numbers. The HTTP status counts more than the body's code. */
export function explainFailure(error: unknown, answer: HttpAnswer | undefined): Error {
  if (RelanceError.is(error)) return error;
  if (answer === undefined) {
    return refusal(KIND, MEANINGS.refused, { message: "Twilio's library could not build the request" });
  }
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return unreadable(status);
  const vendorCode = errorCode(error);
  const named = vendorCode === undefined ? undefined : ERROR_CODES.get(vendorCode);
  const isPutOff = status === 503 && named?.code === "provider/rate-limited";
  const known = status < 500 || isPutOff ? named : undefined;
  const restMs = retryAfterMs(headers["retry-after"], Date.now());
  return refusal(KIND, known ?? statusClass(status), { status, vendorCode, retryAfterMs: restMs });
}

/** Creates the error for a successful answer that contains no message id. The message may have been sent. */
export function unreadable(status: number): ProviderError {
  return refusal(KIND, UNCLEAR, { message: `HTTP ${status} without a message` });
}

function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return Number.isSafeInteger(code) && code !== 0 ? String(code) : undefined;
}

/** The meanings of Twilio's error codes for refused requests and failed messages. */
export const ERROR_CODES: ErrorTable = namedErrors(
  byWord({
    "bad-recipient": "21211, 21214, 21217, 21401, 21407, 21614, 21635, 30005, 30006",
    "opted-out": "21610",
    "recipient-unavailable": "30003, 30004, 30008, 30017, 30410, 30450, 30500",
    "bad-content": "21602, 21617, 21618, 21620, 30007",
    "bad-sender": "21408, 21606, 21608, 21612, 21703, 21704, 21705, 30018, 30024, 30032, 30033, 30034, 30035, 90007",
    unauthorized: "20003",
    account: "20403, 20404, 30002, 30023, 30027, 63038",
    throttled: "14107, 20429, 21611, 30001, 30022",
  }),
);
