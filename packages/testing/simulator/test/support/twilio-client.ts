import twilio, { type Twilio } from "twilio";
import type RequestClient from "twilio/lib/base/RequestClient.js";
import type { FakeTwilio } from "../../src/index.ts";

export interface Recorded {
  readonly method: string;
  readonly uri: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly statusCode: number;
  readonly body: unknown;
}

export function twilioClient(
  fakeVendor: FakeTwilio,
  authToken: string = fakeVendor.authToken,
): { readonly client: Twilio; readonly recorded: Recorded[] } {
  const recorded: Recorded[] = [];
  class LoopbackClient extends twilio.RequestClient {
    override async request<TData>(options: RequestClient.RequestOptions<TData>) {
      const uri = options.uri.replace("https://api.twilio.com", fakeVendor.url);
      const response = await super.request<TData>({ ...options, uri });
      const { method, data } = options;
      recorded.push({
        method: method.toUpperCase(),
        uri,
        data: Object.fromEntries(Object.entries(data ?? {}).filter(([, value]) => value !== undefined)),
        statusCode: response.statusCode,
        body: response.body,
      });
      return response;
    }
  }
  const client = twilio(fakeVendor.accountSid, authToken, { httpClient: new LoopbackClient({ timeout: 5_000 }) });
  return { client, recorded };
}
