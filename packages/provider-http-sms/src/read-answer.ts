import {
  type ErrorClass,
  type ErrorTable,
  type HttpAnswer,
  refusal,
  retryAfterMs,
  statusClass,
} from "@relance/provider-kit";
import { ProviderError, type SendResult, vendorCode } from "@relance/spec";
import type { AcceptRule } from "./http-sms-options.ts";
import { fieldPath, textAt } from "./text-template.ts";

export const KIND = "http-sms";

export interface AnswerRules {
  readonly accept: AcceptRule;
  readonly ref: string | RegExp | undefined;
  readonly errorCode: string | RegExp | undefined;
  readonly errors: ErrorTable;
  readonly statuses: ErrorTable;
  /** A 503 with `Retry-After` has taken nothing. */
  readonly isRetryAfterRefusal: boolean;
}

/** A success that says neither yes nor no. */
export const UNCLEAR: ErrorClass = {
  code: "provider/bad-response",
  disposition: "retry",
  outcome: "unknown",
};

/** Makes the reader of answers: the gateway's id of a message that was taken, or an error. */
export function answerReader(rules: AnswerRules): (answer: HttpAnswer, attemptId: string) => SendResult {
  const refAt = finder(rules.ref);
  const errorAt = finder(rules.errorCode);
  const isAccepted = acceptance(rules.accept);

  return (answer, attemptId) => {
    const json = parseJson(answer.text);
    if (!isAccepted(answer.status, json)) throw refused(answer, errorAt(answer.text, json));
    const ref = rules.ref === undefined ? attemptId : refAt(answer.text, json);
    if (ref === undefined) {
      const init = { provider: KIND, disposition: "retry", outcome: "unknown" } as const;
      throw new ProviderError("provider/bad-response", `HTTP ${answer.status} without an id`, init);
    }
    return { ref };
  };

  function refused({ status, headers }: HttpAnswer, code: string | undefined): ProviderError {
    const isSuccess = status >= 200 && status < 300;
    const restMs = retryAfterMs(headers["retry-after"], Date.now());
    const isPutOff = rules.isRetryAfterRefusal && status === 503 && restMs !== undefined;
    const known =
      (code === undefined ? undefined : rules.errors.get(code)) ??
      rules.statuses.get(String(status)) ??
      (isPutOff ? statusClass(429) : undefined);
    const told = vendorCode(code);
    return refusal(KIND, known ?? (isSuccess ? UNCLEAR : statusClass(status)), {
      message: told === undefined ? `HTTP ${status}` : `HTTP ${status}, code ${told}`,
      vendorCode: told,
      retryAfterMs: restMs,
    });
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

function finder(place: string | RegExp | undefined): (text: string, json: unknown) => string | undefined {
  if (place === undefined) return () => undefined;
  if (typeof place !== "string") return (text) => text.match(place)?.[1];
  const path = fieldPath(place);
  return (_, json) => textAt(json, path);
}

/** Many gateways answer plain text; what is not JSON simply has no fields. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
