// Sends one SMS, and prints its receipt and the ledger.
import { twilioSms } from "@relance/provider-twilio";
import { createRelance, defineConfig, sqliteStore } from "relance";

const { TWILIO_ACCOUNT_SID = "", TWILIO_AUTH_TOKEN = "", TWILIO_BASE_URL, RELANCE_SECRET } = process.env;

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
      },
    },
    security: { signing: [RELANCE_SECRET] },
    delivery: "live",
  }),
);

const message = {
  idempotencyKey: "appointment-4711",
  recipient: { key: "4711", contacts: { sms: "+33639980001" } },
  steps: [{ channel: "sms", content: { text: "Your appointment is tomorrow at 9:00." } }],
} as const;

console.log((await relance.send(message)).status); // enrolled
console.log((await relance.send(message)).status); // a repeated call sends nothing
await relance.runOnce({ within: "10s" });
const [ledger] = await relance.campaigns.ledgers();
console.log(`${ledger?.totals.attempts} attempt, the ledger holds: ${ledger?.holds}`);
await relance.close();
