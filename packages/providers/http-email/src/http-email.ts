import {
  answerReader,
  createHttpCaller,
  type HttpRequest,
  limitMs,
  namedErrors,
  readLimits,
  signedHeaders,
  statusRefusal,
} from "@relance/provider-kit";
import type { Capabilities, Message, Provider } from "@relance/spec";
import { type EmailDescription, KIND } from "./email-description.ts";
import { eventReader } from "./event-reader.ts";
import type { HttpEmailOptions } from "./presets.ts";
import { readOptions } from "./read-options.ts";
import { buildMail } from "./write-mail.ts";

/**
 * Email through the HTTP API of a mail service: a vendor with a preset, or a service that you describe.
 *
 * One `send` makes one request, without redirects. The events `delivered`, `bounced`, `deferred` and `complained`
 * become receipts, which the watch judges by mail domain; `opened` and `clicked` confirm nothing. If an answer is not
 * described, the outcome is unknown. Unknown events are ignored, and unknown errors disable no address.
 * @throws {ConfigError} `config/invalid`, with every mistake found
 * @example
 * const main = httpEmail({ preset: "sendgrid", apiKey, verificationKey, from: "help@example.org" });
 */
export function httpEmail(options: HttpEmailOptions): Provider<"email"> {
  const description = readOptions(options);
  const { timeoutMs, concurrency, limits } = readLimits(options);
  const { vendor, events, probe, headers = {} } = description;
  const caller = createHttpCaller({ provider: KIND, addresses: "any", timeoutMs, connections: concurrency });
  const errors = namedErrors(description.errors);
  const readAnswer = answerReader({
    provider: KIND,
    accept: description.accept,
    ref: description.ref,
    errorCode: description.errorCode,
    errors,
    statuses: namedErrors(description.statuses),
  });

  async function request(message: Message<"email">): Promise<Omit<HttpRequest, "signal">> {
    const written = await encodeBody(description.write(buildMail(message, options)));
    const all = { ...headers, "content-type": written.contentType };
    const unsigned = { method: "POST", url: description.url, headers: all, body: written.bytes } as const;
    if (description.sign === undefined) return unsigned;
    return { ...unsigned, headers: await signedHeaders(KIND, description.sign, unsigned) };
  }

  return {
    kind: KIND,
    channel: "email",
    vendor,
    capabilities: listCapabilities(description),
    ...limits,
    async send(message, { signal }) {
      const answer = await caller.call({ ...(await request(message)), signal });
      return readAnswer(answer, message.attemptId);
    },
    ...(events && {
      receipts: eventReader(events),
      enterAt: { receipts: events.enterAt ?? "the vendor's setting for events" },
    }),
    meaningOf: (vendorCode) => errors.get(vendorCode)?.code,
    ...(probe !== undefined && {
      async probe({ signal }) {
        const { status } = await caller.call({ method: "GET", url: probe, headers, signal });
        if (status < 200 || status > 299) throw statusRefusal(KIND, status);
      },
    }),
    close: () => caller.close(),
  };
}

function listCapabilities({ events }: EmailDescription): Capabilities {
  return { receipts: events !== undefined, replies: false, callbackRetryMs: limitMs(events?.retriesFor, "0s") };
}

/** Serializes a body, and returns its content type. For a form, the content type contains the boundary. */
async function encodeBody(written: object): Promise<{ readonly contentType: string; readonly bytes: Uint8Array }> {
  if (!(written instanceof FormData)) {
    return { contentType: "application/json", bytes: Buffer.from(JSON.stringify(written)) };
  }
  const form = new Response(written);
  return { contentType: form.headers.get("content-type") ?? "", bytes: new Uint8Array(await form.arrayBuffer()) };
}
