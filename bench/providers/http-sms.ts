import { httpSms } from "@relance/provider-http-sms";
import { type Contender, ours } from "./contender.ts";
import { sms } from "./messages.ts";

export function httpSmsContenders(port: number): readonly Contender[] {
  const provider = httpSms({
    vendor: "second-carrier",
    url: `http://127.0.0.1:${port}/send`,
    headers: { authorization: "Bearer a-key" },
    body: { json: { to: "{to}", text: "{text}", id: "{attemptId}", report: "{callbackUrl}" } },
    ref: "sid",
  });
  return [ours("http-sms", provider, undefined, sms)];
}
