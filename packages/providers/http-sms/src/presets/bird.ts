import { FROM, meanings, type Preset } from "./preset.ts";

/** `signingKey` verifies the vendor's status reports. */
export const bird: Preset<"accessKey" | "from", "signingKey"> = {
  asks: { accessKey: "live access key, under Developers", from: FROM },
  may: ["signingKey"],
  endpoint: "https://rest.messagebird.com",
  describe: ({ accessKey, from, signingKey }, base) => ({
    url: `${base}/messages`,
    headers: { authorization: `AccessKey ${accessKey}` },
    body: {
      json: {
        originator: from,
        recipients: ["{toDigits}"],
        body: "{text}",
        datacoding: "auto",
        reference: "{attemptId}",
        reportUrl: "{callbackUrl}",
        validity: "{validitySeconds}",
      },
    },
    accept: { status: [201] },
    ref: "id",
    errorCode: "errors[0].code",
    errors: { 2: "unauthorized", 9: "bad-recipient", 25: "account" },
    receipts: {
      ...(signingKey && {
        verify: {
          jwt: {
            header: "messagebird-signature-jwt",
            secret: signingKey,
            urlClaim: "url_hash",
            bodyClaim: "payload_hash",
          },
        },
      }),
      status: "status",
      statuses: meanings("sent buffered", "delivered", "expired delivery_failed"),
      ref: "id",
      attemptId: "reference",
      errorCode: "statusErrorCode",
      at: "statusDatetime",
    },
  }),
};
