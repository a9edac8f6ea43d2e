import { createHash } from "node:crypto";
import { DEAD, FROM, meanings, type Preset } from "./preset.ts";

/** OVH signs nothing, so the callback URL contains a secret: `?token=` and `callbackToken`. */
export const ovh: Preset<
  "service" | "applicationKey" | "applicationSecret" | "consumerKey" | "from" | "callbackToken"
> = {
  asks: {
    service: "SMS service, such as sms-ab12345-1",
    applicationKey: "application key, from /createToken",
    applicationSecret: "application secret, from /createToken",
    consumerKey: "consumer key, with POST on /sms/*/jobs",
    from: FROM,
    callbackToken: "callBack token: a random text of your own, put into the service's callBack address as ?token=",
  },
  endpoint: "https://eu.api.ovh.com",
  describe: ({ service, applicationKey, applicationSecret, consumerKey, from, callbackToken }, base) => ({
    url: `${base}/1.0/sms/${service}/jobs`,
    body: {
      json: {
        sender: from,
        receivers: ["{to}"],
        message: "{text}",
        charset: "UTF-8",
        noStopClause: true,
        priority: "high",
        tag: "{attemptId}",
        validityPeriod: "{validityMinutes}",
      },
    },
    sign: ({ method, url, body = "" }) => {
      const time = String(Math.floor(Date.now() / 1_000));
      const signed = [applicationSecret, consumerKey, method, url, String(body), time].join("+");
      return {
        "x-ovh-application": applicationKey,
        "x-ovh-consumer": consumerKey,
        "x-ovh-timestamp": time,
        "x-ovh-signature": `$1$${createHash("sha1").update(signed).digest("hex")}`,
      };
    },
    accept: { at: "validReceivers[0]" },
    ref: "ids[0]",
    errorCode: /((?<="errorCode"\s*:\s*")\w+|invalidReceivers(?="\s*:\s*\[\s*["\d]))/,
    errors: {
      invalidReceivers: "bad-recipient",
      INVALID_CREDENTIAL: "unauthorized",
      INVALID_KEY: "unauthorized",
      INVALID_SIGNATURE: "unauthorized",
      NOT_CREDENTIAL: "unauthorized",
    },
    enterAt: { receipts: "the SMS service's callback address, followed by ?token= and your callbackToken" },
    receipts: {
      verify: { token: { query: "token", token: callbackToken } },
      status: "ptt",
      statuses: { ...meanings("1 2 3", "4", "5 8 20 21 24 25 26 27 28 29 33 39 73 74 76 202"), 23: DEAD },
      ref: "id",
      errorCode: "ptt",
      at: "date",
    },
  }),
};
