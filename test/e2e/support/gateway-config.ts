import { alerts } from "@relance/alerts";
import { outgoingWebhooks } from "@relance/outgoing-webhooks";
import { httpSms } from "@relance/provider-http-sms";
import { nodemailerEmail } from "@relance/provider-nodemailer";
import { twilioSms } from "@relance/provider-twilio";
import { webPush } from "@relance/provider-web-push";
import { type SharedClock, sharedClock } from "@relance/store-sqlite";
import { type RelanceConfig, socketAddress } from "relance";
import { defaultPlugins } from "relance/parts";
import { storeAt } from "../../support/store-at.ts";
import type { Settings } from "./settings.ts";

export const SENDER = "+33639989999";

export function gatewayConfig(settings: Settings, clock: SharedClock = sharedClock()): RelanceConfig {
  const { db, publicUrl, twilio, gateway, vapid, secrets, apiTokens, timeout, concurrency, mainPerSecond } = settings;
  clock.set(settings.offsetMs ?? 0);
  const { url: baseUrl, accountSid, authToken } = twilio;
  return {
    store: storeAt(db, clock, settings.liveOffsetMs),
    providers: {
      sms: {
        main: twilioSms({
          accountSid,
          authToken,
          from: SENDER,
          baseUrl,
          timeout,
          concurrency,
          perSecond: mainPerSecond,
        }),
        second: httpSms({
          vendor: "second-carrier",
          url: `${gateway.url}/send`,
          headers: { authorization: `Bearer ${gateway.apiKey}` },
          body: { json: { to: "{to}", text: "{text}", id: "{attemptId}", callback: "{callbackUrl}" } },
          ref: "id",
          errorCode: "error",
          errors: { unknown_subscriber: "bad-recipient", absent_subscriber: "recipient-unavailable" },
          timeout,
          concurrency,
          receipts: {
            verify: { hmac: { header: "x-gateway-signature", secret: gateway.secret } },
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
      email: {
        smtp: nodemailerEmail({ url: settings.smtp, from: "help@example.org", bounces: settings.bounces }),
      },
      push: { web: webPush({ vapid: { subject: "mailto:help@example.org", ...vapid }, allowPrivate: true }) },
    },
    publicUrl,
    observe: { ingressCheck: settings.ingressCheck ?? false },
    plugins: [
      ...defaultPlugins(),
      ...(settings.alerts === undefined ? [] : [alerts(settings.alerts)]),
      ...(settings.webhooks === undefined ? [] : [outgoingWebhooks(settings.webhooks)]),
    ],
    security: { signing: secrets, encryption: secrets, apiTokens },
    evidence: true,
    delivery: settings.delivery ?? "live",
    http: {
      pressAfter: settings.pressAfter ?? "0s",
      perTokenAMinute: settings.perTokenAMinute,
      clientAddress: settings.limitsAddresses ? socketAddress : undefined,
    },
  };
}
