// The configuration of the demo: real providers that call simulated APIs on loopback. A configuration for production
// differs only in the URLs of the APIs.
import { httpSms } from "@relance/provider-http-sms";
import { nodemailerEmail } from "@relance/provider-nodemailer";
import { twilioSms } from "@relance/provider-twilio";
import { webPush } from "@relance/provider-web-push";
import { postgresStore } from "@relance/store-postgres";
import { sharedClock } from "@relance/store-sqlite";
import { defineConfig, sqliteStore, watch } from "relance";

const { env } = process;

/** The clock with the campaign time, which the demo sets. A configuration for production needs no such clock. */
export const clock = sharedClock();

export default defineConfig({
  store:
    env.DEMO_POSTGRES_URL === undefined
      ? sqliteStore({ file: env.DEMO_DB ?? "demo.db", clock })
      : postgresStore({
          url: env.DEMO_POSTGRES_URL,
          schema: env.DEMO_SCHEMA,
          clock: { now: clock.now, liveNow: Date.now },
        }),
  providers: {
    sms: {
      main: twilioSms({
        accountSid: env.DEMO_TWILIO_SID ?? "",
        authToken: env.DEMO_TWILIO_TOKEN ?? "",
        from: "+33639989999",
        baseUrl: env.DEMO_TWILIO_URL,
      }),
      second: httpSms({
        vendor: "second-vendor",
        url: `${env.DEMO_GATEWAY_URL}/send`,
        headers: { authorization: `Bearer ${env.DEMO_GATEWAY_KEY}` },
        body: { json: { to: "{to}", text: "{text}", id: "{attemptId}", callback: "{callbackUrl}" } },
        ref: "id",
        errorCode: "error",
        errors: { unknown_subscriber: "bad-recipient", absent_subscriber: "recipient-unavailable" },
        receipts: {
          verify: { hmac: { header: "x-gateway-signature", secret: env.DEMO_GATEWAY_SECRET ?? "" } },
          status: "status",
          statuses: {
            sent: "in-transit",
            delivered: "delivered",
            undelivered: "undelivered",
            expired: "undelivered",
          },
          ref: "id",
          attemptId: "reference",
          errorCode: "error",
        },
      }),
    },
    email: { smtp: nodemailerEmail({ url: env.DEMO_SMTP_URL ?? "", from: "inscription@example.org" }) },
    push: {
      web: webPush({
        vapid: {
          subject: "mailto:inscription@example.org",
          publicKey: env.DEMO_VAPID_PUBLIC ?? "",
          privateKey: env.DEMO_VAPID_PRIVATE ?? "",
        },
        allowPrivate: true,
      }),
    },
  },
  publicUrl: env.DEMO_PUBLIC_URL ?? "http://127.0.0.1:8077/relance",
  http: { pressAfter: "0s" }, // recipients on a virtual clock press as soon as the page opens
  plugins: [watch({ usual: { "sms.main": { median: "6s" }, "sms.second": { median: "6s" } } })], // measured in earlier campaigns
  security: { signing: [env.DEMO_SECRET] },
  delivery: "live",
});
