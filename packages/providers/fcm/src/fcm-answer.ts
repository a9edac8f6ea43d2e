import {
  type ErrorClass,
  fieldPath,
  type HttpAnswer,
  MEANINGS,
  namedErrors,
  parseJson,
  refusal,
  retryAfterMs,
  statusClass,
  textAt,
  UNCLEAR,
  valueAt,
} from "@relance/provider-kit";
import { type ProviderError, type ProviderErrorCode, type SendResult, vendorCode } from "@relance/spec";
import { KIND } from "./fcm-options.ts";

const ERRORS = namedErrors({
  UNREGISTERED: "bad-recipient",
  SENDER_ID_MISMATCH: "refused", // the token is valid but belongs to another Firebase project
  THIRD_PARTY_AUTH_ERROR: "refused", // the project's APNs key is wrong, but messages to Android still work
  QUOTA_EXCEEDED: "throttled",
  UNAVAILABLE: "uncertain", // FCM's documentation: "could not process the request in time"
  INTERNAL: "uncertain",
});

/** The pause after a status 429 without `Retry-After`, as Google recommends. */
const QUOTA_REST_MS = 60_000;

const NAME = fieldPath("name");
const STATUS = fieldPath("error.status");
const MESSAGE = fieldPath("error.message");
const DETAILS = fieldPath("error.details") ?? [];
const TYPE = fieldPath("@type");
const ERROR_CODE = fieldPath("errorCode");
const VIOLATIONS = fieldPath("fieldViolations") ?? [];
const FIELD = fieldPath("field");

/** Returns FCM's error code; `undefined` if Google's front end answered instead of FCM. */
export function readErrorCode({ text }: HttpAnswer): string | undefined {
  return codeIn(readDetails(parseJson(text)));
}

/** Returns the meaning of an FCM error code; `undefined` if the code is unknown or has several meanings. */
export function explainCode(errorCode: string): ProviderErrorCode | undefined {
  return ERRORS.get(errorCode)?.code;
}

export function readAnswer(answer: HttpAnswer, now: number): SendResult {
  const { status, text, headers } = answer;
  const json = parseJson(text);
  if (status !== 200) throw refused(status, json, retryAfterMs(headers["retry-after"], now));
  const ref = textAt(json, NAME);
  if (ref !== undefined) return { ref };
  throw refusal(KIND, UNCLEAR, { message: "HTTP 200 without a name" });
}

function refused(status: number, json: unknown, restMs: number | undefined): ProviderError {
  const details = readDetails(json);
  const errorCode = codeIn(details);
  const meaning = (errorCode === undefined ? undefined : ERRORS.get(errorCode)) ?? byStatus(status, json, details);
  const told = vendorCode(errorCode ?? textAt(json, STATUS));
  const usualMs = meaning.code === "provider/rate-limited" ? QUOTA_REST_MS : undefined;
  return refusal(KIND, meaning, { status, vendorCode: told, retryAfterMs: restMs ?? usualMs });
}

function byStatus(status: number, json: unknown, details: readonly unknown[]): ErrorClass {
  if (status === 404) return MEANINGS.account; // a 404 without `errorCode` means that the project is unknown
  if (status !== 400) return statusClass(status);
  return MEANINGS[isAboutToken(json, details) ? "bad-recipient" : "bad-content"];
}

/** Returns whether `INVALID_ARGUMENT` is about the token instead of the message. */
function isAboutToken(json: unknown, details: readonly unknown[]): boolean {
  const violations = details.filter(isType("google.rpc.BadRequest")).flatMap((each) => list(valueAt(each, VIOLATIONS)));
  if (violations.length > 0) return violations.every((each) => textAt(each, FIELD) === "message.token");
  return /\bregistration token\b/i.test(textAt(json, MESSAGE) ?? "");
}

function readDetails(json: unknown): readonly unknown[] {
  return list(valueAt(json, DETAILS));
}

function codeIn(details: readonly unknown[]): string | undefined {
  return textAt(details.find(isType("google.firebase.fcm.v1.FcmError")), ERROR_CODE);
}

function isType(type: string): (detail: unknown) => boolean {
  return (detail) => textAt(detail, TYPE) === `type.googleapis.com/${type}`;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
