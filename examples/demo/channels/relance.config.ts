// The configuration of the demo with three channels. A second mail server sends the mails if the mail service fails.
import { fcmApp } from "@relance/provider-fcm";
import { httpEmail } from "@relance/provider-http-email";
import { nodemailerEmail } from "@relance/provider-nodemailer";
import { twilioSms } from "@relance/provider-twilio";
import { sharedClock } from "@relance/store-sqlite";
import { defineConfig, sqliteStore } from "relance";

const { env } = process;
const from = "inscription@example.org";

/** The clock with the campaign time, which the demo sets. A configuration for production needs no such clock. */
export const clock = sharedClock();

export default defineConfig({
  store: sqliteStore({ file: env.DEMO_DB ?? "demo.db", clock }),
  providers: {
    app: { android: fcmApp({ serviceAccount: env.DEMO_FCM_ACCOUNT ?? "", endpoint: env.DEMO_FCM_URL }) },
    sms: {
      main: twilioSms({
        accountSid: env.DEMO_TWILIO_SID ?? "",
        authToken: env.DEMO_TWILIO_TOKEN ?? "",
        from: "+33639989999",
        baseUrl: env.DEMO_TWILIO_URL,
      }),
    },
    email: {
      main: httpEmail({
        preset: "postmark",
        serverToken: env.DEMO_POSTMARK_TOKEN ?? "",
        webhook: { user: env.DEMO_POSTMARK_USER ?? "", password: env.DEMO_POSTMARK_PASSWORD ?? "" },
        from,
        endpoint: env.DEMO_POSTMARK_URL,
      }),
      smtp: nodemailerEmail({ url: env.DEMO_SMTP_URL ?? "", from }),
    },
  },
  publicUrl: env.DEMO_PUBLIC_URL ?? "http://127.0.0.1:8077/relance",
  http: { pressAfter: "0s" }, // recipients on a virtual clock press as soon as the page opens
  security: { signing: [env.DEMO_SECRET] },
  delivery: "live",
});
