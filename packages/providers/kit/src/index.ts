/** Code that providers share; applications do not import it. */
export { type AcceptRule, type AnswerPlace, type AnswerRules, answerReader } from "./answer-reader.ts";
export { attemptIn, attemptTag } from "./attempt-tag.ts";
export {
  type CallLimits,
  checked,
  checkLimits,
  checkTime,
  checkUrl,
  checkWords,
  type DescribedApi,
  type DeviceOptions,
  type Expect,
  limitMs,
  privateKey,
  type ReadLimits,
  readLimits,
  type TimeLimit,
} from "./check-options.ts";
export { applePayload, appToken, assertFits, collapseId, devicePayload } from "./device-payload.ts";
export { deviceReceipts } from "./device-receipts.ts";
export {
  byWord,
  type ErrorClass,
  type ErrorName,
  type ErrorTable,
  MEANINGS,
  namedErrors,
  type RefusalFacts,
  refusal,
} from "./error-table.ts";
export { bodyText, type FieldPath, fieldPath, jsonBody, parseJson, readTime, textAt, valueAt } from "./field-path.ts";
export { assertFitForMail, isMailbox, mailboxDomain, optOutHeaders } from "./fit-for-mail.ts";
export type { HttpAnswer } from "./http-answer.ts";
export { createHttpCaller, type HttpCaller, type HttpCallerOptions, type HttpRequest } from "./http-caller.ts";
export { createHttp2Caller, type Http2CallerOptions } from "./http2-caller.ts";
export { isPrivateAddress, isSafeTarget } from "./private-address.ts";
export { retryAfterMs } from "./retry-after.ts";
export { sameAsAny } from "./same-secret.ts";
export { type RequestSigner, signedHeaders, type UnsignedRequest } from "./signed-request.ts";
export { statusClass, statusRefusal, UNCLEAR } from "./status-class.ts";
