import { type ProviderError, type SendResult, vendorCode } from "@relance/spec";
import { type ErrorTable, refusal } from "./error-table.ts";
import { fieldPath, parseJson, textAt } from "./field-path.ts";
import type { HttpAnswer } from "./http-answer.ts";
import { retryAfterMs } from "./retry-after.ts";
import { statusClass, UNCLEAR } from "./status-class.ts";

export interface AcceptRule {
  /** @default every 2xx */
  readonly status?: readonly number[] | undefined;
  /** Path to a value of the JSON answer, for APIs that answer 200 to every request. */
  readonly at?: string | undefined;
  readonly is?: readonly (string | number | boolean)[] | undefined;
}

/** Where a value is: a path into the JSON, a pattern with one group, or a header (with an optional pattern). */
export type AnswerPlace = string | RegExp | { readonly header: string; readonly match?: RegExp };

export interface AnswerRules {
  readonly provider: string;
  /** @default every 2xx */
  readonly accept?: AcceptRule | undefined;
  /** Where the answer contains the API's message id. @default the attempt id is the message id */
  readonly ref?: AnswerPlace | undefined;
  readonly errorCode?: AnswerPlace | undefined;
  readonly errors: ErrorTable;
  /** Meanings of HTTP statuses, where they differ from the usual ones. */
  readonly statuses: ErrorTable;
}

/** Creates a function that classifies answers. Other answers leave the outcome unknown. */
export function answerReader(rules: AnswerRules): (answer: HttpAnswer, attemptId: string) => SendResult {
  const refAt = finder(rules.ref);
  const errorAt = finder(rules.errorCode);
  const isAccepted = acceptance(rules.accept ?? {});

  return (answer, attemptId) => {
    const json = parseJson(answer.text);
    if (!isAccepted(answer.status, json)) throw refused(answer, errorAt(answer, json));
    const ref = rules.ref === undefined ? attemptId : refAt(answer, json);
    if (ref === undefined) {
      throw refusal(rules.provider, UNCLEAR, { message: `HTTP ${answer.status} without an id` });
    }
    return { ref };
  };

  function refused({ status, headers }: HttpAnswer, code: string | undefined): ProviderError {
    const isSuccess = status >= 200 && status < 300;
    const restMs = retryAfterMs(headers["retry-after"], Date.now());
    const isOwnCode = code !== undefined && code !== String(status); // some APIs repeat the HTTP status in the field of the code
    const known = (isOwnCode ? rules.errors.get(code) : undefined) ?? rules.statuses.get(String(status));
    const meaning = known ?? (isSuccess ? UNCLEAR : statusClass(status));
    return refusal(rules.provider, meaning, { status, vendorCode: vendorCode(code), retryAfterMs: restMs });
  }
}

function acceptance({ status, at, is }: AcceptRule): (status: number, json: unknown) => boolean {
  const path = at === undefined ? undefined : fieldPath(at);
  const values = new Set(is?.map(String));
  return (given, json) => {
    const isTaken = status === undefined ? given >= 200 && given < 300 : status.includes(given);
    if (!isTaken || path === undefined) return isTaken;
    const found = textAt(json, path);
    return found !== undefined && (is === undefined || values.has(found));
  };
}

/** A pattern searches only this many characters of an answer. */
const SEARCHED_CHARACTERS = 16_384;

function finder(place: AnswerPlace | undefined): (answer: HttpAnswer, json: unknown) => string | undefined {
  if (place === undefined) return () => undefined;
  if (place instanceof RegExp) return ({ text }) => text.slice(0, SEARCHED_CHARACTERS).match(place)?.[1];
  if (typeof place === "object") {
    const name = place.header.toLowerCase();
    const { match = /^(.+)$/ } = place;
    return ({ headers }) => [headers[name]].flat()[0]?.match(match)?.[1];
  }
  const path = fieldPath(place);
  return (_, json) => textAt(json, path);
}
