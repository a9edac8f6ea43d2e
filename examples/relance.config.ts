// The configuration that the other examples share. In capture mode, the default, messages are stored in readable form
// and not sent.
import { nodemailerEmail } from "@relance/provider-nodemailer";
import { twilioSms } from "@relance/provider-twilio";
import { defineConfig, sqliteStore } from "relance";

const { TWILIO_ACCOUNT_SID = "AC00000000000000000000000000000000", TWILIO_AUTH_TOKEN = "none" } = process.env;

export default defineConfig({
  store: sqliteStore({ file: process.env.RELANCE_DB ?? "relance.db" }),
  providers: {
    sms: {
      main: twilioSms({ accountSid: TWILIO_ACCOUNT_SID, authToken: TWILIO_AUTH_TOKEN, from: "+33639980000" }),
    },
    email: {
      smtp: nodemailerEmail({
        url: process.env.SMTP_URL ?? "smtp://127.0.0.1:2525",
        from: "alerts@example.org",
      }),
    },
  },
  publicUrl: process.env.RELANCE_PUBLIC_URL ?? "http://127.0.0.1:8077/relance",
  security: { signing: [process.env.RELANCE_SECRET ?? "only-for-these-examples"] },
});
