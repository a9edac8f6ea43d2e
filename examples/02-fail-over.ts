// The first provider refuses, and the second provider sends the message within the same step.
import { httpSms } from "@relance/provider-http-sms";
import { twilioSms } from "@relance/provider-twilio";
import { createRelance, defineConfig, sqliteStore } from "relance";

const { TWILIO_ACCOUNT_SID = "", TWILIO_AUTH_TOKEN = "", TWILIO_BASE_URL, GATEWAY_URL = "" } = process.env;

const relance = await createRelance(
  defineConfig({
    store: sqliteStore({ file: process.env.RELANCE_DB ?? "relance.db" }),
    providers: {
      sms: {
        main: twilioSms({
          accountSid: TWILIO_ACCOUNT_SID,
          authToken: TWILIO_AUTH_TOKEN,
          from: "+33639980000",
          baseUrl: TWILIO_BASE_URL,
        }),
        second: httpSms({
          vendor: "second-vendor",
          url: `${GATEWAY_URL}/send`,
          headers: { authorization: `Bearer ${process.env.GATEWAY_KEY}` },
          body: { json: { to: "{to}", text: "{text}", id: "{attemptId}" } },
          ref: "id",
        }),
      },
    },
    security: { signing: [process.env.RELANCE_SECRET] },
    delivery: "live",
  }),
);

await relance.send({
  idempotencyKey: "outage-1",
  recipient: { key: "4711", contacts: { sms: "+33639980001" } },
  steps: [{ channel: "sms", route: ["main", "second"], content: { text: "Power is back." } }],
});
await relance.runOnce({ within: "10s" });
const [ledger] = await relance.campaigns.ledgers();
for (const { provider, state, count } of ledger?.attempts ?? []) console.log(provider, state, count);
await relance.close();
