import {
  answerReader,
  createHttpCaller,
  type ErrorTable,
  fieldPath,
  type HttpAnswer,
  type HttpRequest,
  limitMs,
  namedErrors,
  parseJson,
  type RequestSigner,
  readLimits,
  refusal,
  signedHeaders,
  statusRefusal,
  UNCLEAR,
  valueAt,
} from "@relance/provider-kit";
import type { Capabilities, LookupAnswer, LookupQuestion, Provider } from "@relance/spec";
import { checkOptions, refuseMisspelt } from "./check-options.ts";
import { type CompiledRequest, compileRequest, listValues } from "./compile-request.ts";
import { type HttpSmsOptions, KIND, type LookupOptions } from "./http-sms-options.ts";
import { describedBy, type PresetOptions } from "./presets/presets.ts";
import { evidenceReader } from "./read-evidence.ts";
import type { ReceiptOptions } from "./receipt-options.ts";
import { httpReceipts } from "./receipts.ts";
import { fill, textTemplate } from "./text-template.ts";

/**
 * SMS through any HTTP gateway that you describe, or through a vendor with a preset:
 * `httpSms({ preset: "infobip", endpoint, apiKey, from })`.
 *
 * One `send` makes one request, without redirects. If the description does not cover an answer, the outcome is unknown.
 * Unknown statuses are ignored, and unknown errors disable no number.
 * @throws {ConfigError} `config/invalid`, with every mistake found
 * @example
 * const second = httpSms({
 *   vendor: "second-vendor",
 *   url: "https://sms.example.org/send",
 *   headers: { authorization: `Bearer ${key}` },
 *   body: { json: { to: "{to}", text: "{text}", id: "{attemptId}" } },
 *   ref: "id",
 * });
 */
export function httpSms(given: HttpSmsOptions | PresetOptions): Provider<"sms"> {
  const options = "preset" in given ? describedBy(given) : given;
  refuseMisspelt(options);
  const request = compileRequest(options);
  checkOptions(options, request);
  const { sign, receipts, replies, lookup, probe } = options;
  const { timeoutMs, concurrency, limits } = readLimits(options);
  const caller = createHttpCaller({ provider: KIND, addresses: "any", timeoutMs, connections: concurrency });
  const errors = namedErrors(options.errors);
  const readAnswer = answerReader({
    provider: KIND,
    accept: options.accept,
    ref: options.ref,
    errorCode: options.errorCode,
    errors,
    statuses: namedErrors(options.statuses),
  });
  const call = async (asked: HttpRequest) => caller.call(sign === undefined ? asked : await signedBy(sign, asked));
  const get = (url: string, signal: AbortSignal) => call({ method: "GET", url, headers: request.plainHeaders, signal });

  return {
    kind: KIND,
    channel: "sms",
    vendor: options.vendor,
    capabilities: listCapabilities(options),
    ...limits,
    async send(message, { signal }) {
      const answer = await call({ ...request.write(listValues(message, options.validity)), signal });
      return readAnswer(answer, message.attemptId);
    },
    ...(receipts && { receipts: httpReceipts(receipts, replies, errors) }),
    ...(receipts && { enterAt: { receipts: reportSetting(request), ...options.enterAt } }),
    ...(receipts && lookup && { lookup: lookUpBy(lookup, receipts, errors, get) }),
    meaningOf: (vendorCode) => errors.get(vendorCode)?.code,
    ...(probe !== undefined && {
      async probe({ signal }) {
        const { status } = await get(probe, signal);
        if (status < 200 || status > 299) throw statusRefusal(KIND, status);
      },
    }),
    close: () => caller.close(),
  };
}

function reportSetting({ templates }: CompiledRequest): string | undefined {
  const isCarried = templates.some(({ template }) => template.names.includes("callbackUrl"));
  return isCarried ? undefined : "the vendor's setting for delivery reports";
}

async function signedBy(sign: RequestSigner, request: HttpRequest): Promise<HttpRequest> {
  const { method, url, headers = {}, body } = request;
  return { ...request, headers: await signedHeaders(KIND, sign, { method, url: String(url), headers, body }) };
}

function listCapabilities(options: HttpSmsOptions): Capabilities {
  const { receipts, replies, lookup, canReply, callbackRetry, explainsWithin } = options;
  return {
    receipts: receipts !== undefined,
    replies: canReply ?? replies !== undefined,
    lookupIsAuthoritative: lookup?.authoritative ?? false,
    callbackRetryMs: limitMs(callbackRetry, "0s"),
    ...(explainsWithin === undefined ? {} : { explainsWithinMs: limitMs(explainsWithin, "0s") }),
  };
}

function lookUpBy(
  options: LookupOptions,
  receipts: ReceiptOptions,
  errors: ErrorTable,
  get: (url: string, signal: AbortSignal) => Promise<HttpAnswer>,
): (question: LookupQuestion, context: { readonly signal: AbortSignal }) => Promise<LookupAnswer> {
  const url = textTemplate(options.url);
  const item = options.item === undefined ? undefined : fieldPath(options.item);
  const readEvidence = evidenceReader(receipts, errors);

  return async ({ ref, attemptId }, { signal }) => {
    if (url.names.includes("ref") && ref === undefined) return "not-found";
    const answer = await get(fill(url, { ref, attemptId }, encodeURIComponent), signal);
    if (answer.status === 404) return "not-found";
    const isFound = answer.status >= 200 && answer.status < 300;
    if (!isFound) throw statusRefusal(KIND, answer.status);
    const json = parseJson(answer.text);
    const { status, item: receipt } = readEvidence(item === undefined ? json : valueAt(json, item));
    if (status === undefined) throw refusal(KIND, UNCLEAR, { message: `HTTP ${answer.status} without a status` });
    return receipt ?? "still-accepted";
  };
}
