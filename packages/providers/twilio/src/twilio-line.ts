import { stringify } from "node:querystring";
import { createHttpCaller, type HttpAnswer } from "@relance/provider-kit";
import type { RequestClient, Twilio } from "twilio";
import { explainFailure } from "./explain-failure.ts";
import { KIND, type TwilioSettings } from "./read-options.ts";

type RequestOptions = Parameters<RequestClient["request"]>[0];

/** Calls Twilio with Twilio's library, over our own HTTP client. */
export interface TwilioLine {
  /**
   * Makes one request. The library's methods accept no signal, so the signal is stored until they call the HTTP client,
   * which they do before they return. A second request of the same call is refused, because no request may be repeated.
   * @throws {ProviderError}
   */
  call<T>(signal: AbortSignal, ask: (client: Twilio) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface Call {
  readonly signal: AbortSignal;
  answer: HttpAnswer | undefined;
}

export function openLine(settings: TwilioSettings): TwilioLine {
  const { accountSid, user, password, origin, timeoutMs, concurrency } = settings;
  const caller = createHttpCaller({ provider: KIND, addresses: "any", timeoutMs, connections: concurrency });
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  let current: Call | undefined;

  async function request({ method, uri, headers, params, data }: RequestOptions) {
    const call = current;
    current = undefined;
    if (call === undefined) throw new Error("a call may send only one request");
    // the library may change the host, so only the path is used
    const path = uri.slice(uri.indexOf("/", uri.indexOf("//") + 2));
    const query = params === undefined ? "" : `?${stringify({ ...params })}`;
    const answer = await caller.call({
      method: method === "post" ? "POST" : "GET",
      url: `${origin}${path}${query}`,
      headers: { ...headers, authorization },
      body: data === undefined ? undefined : stringify({ ...data }),
      signal: call.signal,
    });
    call.answer = answer;
    return { statusCode: answer.status, headers: answer.headers, body: answer.text };
  }

  /** Loads the library with the first request, because it loads slower than relance starts. */
  async function open(): Promise<Twilio> {
    const { default: twilio } = await import("twilio");
    return twilio(user, password, {
      accountSid,
      httpClient: { request } as Pick<RequestClient, "request"> as RequestClient,
      autoRetry: false,
      edge: "", // an empty text prevents that the library reads an environment variable
      region: "",
      logLevel: "none",
    });
  }
  let opened: Promise<Twilio> | undefined;

  return {
    async call(signal, ask) {
      opened ??= open();
      const client = await opened;
      const call: Call = { signal, answer: undefined };
      current = call;
      try {
        const asking = ask(client);
        current = undefined;
        return await asking;
      } catch (error) {
        throw explainFailure(error, call.answer);
      } finally {
        if (current === call) current = undefined;
      }
    },
    close: () => caller.close(),
  };
}
