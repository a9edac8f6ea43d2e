import { type ErrorTable, type HttpAnswer, refusal, statusClass } from "@relance/provider-kit";
import type { LookupAnswer, LookupQuestion } from "@relance/spec";
import { fieldPath, valueAt } from "./field-path.ts";
import type { LookupOptions } from "./http-sms-options.ts";
import { KIND, parseJson, UNCLEAR } from "./read-answer.ts";
import { evidenceReader } from "./read-evidence.ts";
import type { ReceiptOptions } from "./receipt-options.ts";
import { fill, textTemplate } from "./text-template.ts";

/** Makes the look-up. `get` makes one authorised request. */
export function lookUpBy(
  options: LookupOptions,
  receipts: ReceiptOptions,
  errors: ErrorTable,
  get: (url: string, signal: AbortSignal) => Promise<HttpAnswer>,
): (question: LookupQuestion, context: { readonly signal: AbortSignal }) => Promise<LookupAnswer> {
  const { notFound = [404] } = options;
  const url = textTemplate(options.url);
  const item = options.item === undefined ? undefined : fieldPath(options.item);
  const readEvidence = evidenceReader(receipts, errors);

  return async ({ ref, attemptId }, { signal }) => {
    if (url.names.includes("ref") && ref === undefined) return "not-found";
    const answer = await get(fill(url, { ref, attemptId }, encodeURIComponent), signal);
    if (notFound.includes(answer.status)) return "not-found";
    const isFound = answer.status >= 200 && answer.status < 300;
    if (!isFound) throw refusal(KIND, statusClass(answer.status), { message: `HTTP ${answer.status}` });
    const json = parseJson(answer.text);
    const { status, item: receipt } = readEvidence(item === undefined ? json : valueAt(json, item));
    if (status === undefined) throw refusal(KIND, UNCLEAR, { message: `HTTP ${answer.status} without a status` });
    return receipt ?? "still-accepted";
  };
}
