import {
  type ErrorClass,
  fieldPath,
  type HttpAnswer,
  instantOf,
  namedErrors,
  parseJson,
  refusal,
  statusClass,
  textAt,
} from "@relance/provider-kit";
import { type ProviderError, type ProviderErrorCode, vendorCode } from "@relance/spec";
import { KIND } from "./apns-options.ts";

/** By `reason`, where the status alone does not tell: every 403 is the account's fault, 429 a limit, 5xx uncertain. */
const ERRORS = namedErrors({
  MissingDeviceToken: "bad-recipient",
  Unregistered: "bad-recipient",
  ExpiredToken: "bad-recipient",
  TooManyRequests: "recipient-unavailable", // to this device: the others are served
  BadTopic: "account",
  MissingTopic: "account",
  TopicDisallowed: "account",
  InvalidPushType: "account",
  BadCollapseId: "bad-content",
  BadExpirationDate: "bad-content",
  BadMessageId: "bad-content",
  BadPriority: "bad-content",
  PayloadEmpty: "bad-content",
  PayloadTooLarge: "bad-content",
});

const BAD_TOKEN = "BadDeviceToken";
const DEAD: ErrorClass = { code: "provider/bad-recipient", disposition: "reject", addressPermanent: true };

const REASON = fieldPath("reason");
const TIMESTAMP = fieldPath("timestamp");

/** What a reason of APNs stands for; `undefined` = its status tells. */
export function meaningOf(reason: string): ProviderErrorCode | undefined {
  return reason === BAD_TOKEN ? DEAD.code : ERRORS.get(reason)?.code;
}

/** Why APNs refused; "" where it does not say. */
export function reasonOf({ text }: HttpAnswer): string {
  return textAt(parseJson(text), REASON) ?? "";
}

/**
 * Turns a refusal into an error. `BadDeviceToken` is also what every token of the other environment gets, so it ends an address
 * only where this environment is proven to be the right one (`isProven`); else the settings may be wrong for everyone.
 */
export function refused(answer: HttpAnswer, isProven: boolean): ProviderError {
  const { status, text } = answer;
  const reason = reasonOf(answer);
  const meaning = reason === BAD_TOKEN && isProven ? DEAD : (ERRORS.get(reason) ?? statusClass(status));
  const told = vendorCode(reason);
  const since = instantOf(textAt(parseJson(text), TIMESTAMP));
  const words = [
    `HTTP ${status}`,
    ...(told === undefined ? [] : [`code ${told}`]),
    ...(since === undefined ? [] : [`since ${new Date(since).toISOString()}`]),
  ];
  return refusal(KIND, meaning, { message: words.join(", "), vendorCode: told });
}
