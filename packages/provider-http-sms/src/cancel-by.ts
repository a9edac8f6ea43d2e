import { type HttpAnswer, type HttpRequest, refusal, statusClass } from "@relance/provider-kit";
import type { CancelAnswer } from "@relance/spec";
import { compileBody } from "./body-template.ts";
import type { CancelOptions } from "./http-sms-options.ts";
import { KIND } from "./read-answer.ts";
import { fill, textTemplate } from "./text-template.ts";

/** Makes the cancel. `call` makes one authorised request. */
export function cancelBy(
  options: CancelOptions,
  headers: Readonly<Record<string, string>>,
  call: (request: HttpRequest) => Promise<HttpAnswer>,
): (ref: string, context: { readonly signal: AbortSignal }) => Promise<CancelAnswer> {
  const { method = "DELETE", tooLate = [404, 409, 410] } = options;
  const url = textTemplate(options.url);
  const body = options.body === undefined ? undefined : compileBody(options.body);
  const own = body === undefined ? headers : { ...headers, "content-type": body.contentType };

  return async (ref, { signal }) => {
    const address = fill(url, { ref }, encodeURIComponent);
    const { status } = await call({ method, url: address, headers: own, body: body?.write({ ref }), signal });
    if (tooLate.includes(status)) return "too-late";
    if (status >= 200 && status <= 299) return "cancelled";
    throw refusal(KIND, statusClass(status), { message: `HTTP ${status}` });
  };
}
