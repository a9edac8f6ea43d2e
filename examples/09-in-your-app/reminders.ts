import { nodemailerEmail } from "@relance/provider-nodemailer";
import { twilioSms } from "@relance/provider-twilio";
import { postgresStore } from "@relance/store-postgres";
import type { Pool } from "pg";
import { defineCampaign, defineGateway } from "relance";

const { TWILIO_ACCOUNT_SID = "AC00000000000000000000000000000000", TWILIO_AUTH_TOKEN = "none" } = process.env;
const account = { accountSid: TWILIO_ACCOUNT_SID, authToken: TWILIO_AUTH_TOKEN, from: "+33639980000" };

/** Another text is another name: `appointment@2`. */
const templates = {
  "appointment@1": {
    sms: ({ ack }: { ack: { url: string } }) => ({ text: `Will you come? ${ack.url}` }),
    email: ({ ack }: { ack: { url: string } }) => ({ subject: "Your appointment", text: `Will you come? ${ack.url}` }),
  },
};

/** One pool for the application's tables and for those of relance, which have a schema of their own. */
export const configOf = (pool: Pool) =>
  defineGateway({
    store: postgresStore({ pool }),
    providers: {
      sms: { main: twilioSms(account) },
      email: { smtp: nodemailerEmail({ url: "smtp://127.0.0.1:2525", from: "desk@example.org" }) },
    },
    publicUrl: process.env.RELANCE_PUBLIC_URL ?? "http://127.0.0.1:8077/relance",
    secrets: [process.env.RELANCE_SECRET],
    templates,
  });

export const campaign = defineCampaign(
  {
    version: 1,
    name: "appointments",
    deadline: "+72h",
    audience: { mode: "open", key: "id", contacts: { sms: "mobile", email: "mail" }, country: "FR" },
    acknowledge: { on: "confirmed", by: ["link", "event"] },
    steps: [
      { channel: "sms", route: ["main"], template: "appointment@1", wait: "24h", onUnknown: { do: "escalate" } },
      { channel: "email", route: ["smtp"], template: "appointment@1" },
    ],
  },
  { templates },
);
