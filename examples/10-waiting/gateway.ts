import { twilioSms } from "@relance/provider-twilio";
import { postgresStore } from "@relance/store-postgres";
import { createRelance } from "relance";

const { TWILIO_ACCOUNT_SID = "AC00000000000000000000000000000000", TWILIO_AUTH_TOKEN = "none" } = process.env;

/** The only gateway of the process, over the store that all processes share. */
export const relance = await createRelance({
  store: postgresStore({ url: process.env.DATABASE_URL ?? "postgres://127.0.0.1/app" }),
  providers: {
    sms: { main: twilioSms({ accountSid: TWILIO_ACCOUNT_SID, authToken: TWILIO_AUTH_TOKEN, from: "+33639980000" }) },
  },
  publicUrl: process.env.RELANCE_PUBLIC_URL ?? "http://127.0.0.1:8077/relance",
  security: { signing: [process.env.RELANCE_SECRET] },
});
