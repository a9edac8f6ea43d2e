import { twilioSms } from "@relance/provider-twilio";
import twilio from "twilio";
import { type Contender, ours } from "./contender.ts";
import { sms } from "./messages.ts";

const accountSid = `AC${"0".repeat(32)}`;
const authToken = "a-token";
const from = "+33639980000";

/** Compares relance's Twilio provider with Twilio's own library. */
export function twilioContenders(port: number): readonly Contender[] {
  const baseUrl = `http://127.0.0.1:${port}`;
  const provider = twilioSms({ accountSid, authToken, from, baseUrl });
  const client = twilio(accountSid, authToken, { httpClient: loopbackClient(baseUrl) });
  return [
    ours("twilio", provider, 12_000, sms),
    {
      name: "  the library's own client",
      atOnce: 32,
      send(n) {
        const { to, content, callbackUrl = "" } = sms(n);
        const create = { to, from, body: content.text, statusCallback: callbackUrl, validityPeriod: 3_600 };
        return client.messages.create(create);
      },
    },
  ];
}

function loopbackClient(baseUrl: string) {
  const client = new twilio.RequestClient();
  client.axios.interceptors.request.use((config) => {
    config.url = `${baseUrl}${new URL(config.url ?? "").pathname}`;
    return config;
  });
  return client;
}
