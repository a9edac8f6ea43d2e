import { httpSms } from "@relance/provider-http-sms";

const gateway = process.env.SMS_GATEWAY_URL ?? "https://sms.example.org";

export const second = httpSms({
  vendor: "second-vendor",
  url: `${gateway}/send`,
  headers: { authorization: `Bearer ${process.env.SMS_GATEWAY_KEY}` },
  body: {
    json: {
      from: "MAIRIE",
      to: "{to}",
      text: "{text}",
      id: "{attemptId}",
      callback: "{callbackUrl}",
      validity: "{validitySeconds}",
    },
  },
  ref: "id",
  errorCode: "error",
  errors: { unknown_subscriber: "bad-recipient", opted_out: "opted-out", bad_key: "unauthorized" },
  receipts: {
    verify: { hmac: { header: "x-gateway-signature", secret: process.env.SMS_GATEWAY_SECRET ?? "" } },
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
    at: "at",
  },
  lookup: { url: `${gateway}/messages/{attemptId}`, authoritative: true },
});
