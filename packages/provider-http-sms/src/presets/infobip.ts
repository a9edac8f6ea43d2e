import { FROM, meanings, type Preset } from "./preset.ts";

export const infobip: Preset = {
  asks: {
    endpoint: "Base URL, on the account's home page",
    apiKey: "API key with the scope sms:message:send",
    from: FROM,
  },
  describe: ({ apiKey, from = "" }, base) => ({
    url: `${base}/sms/3/messages`,
    headers: { authorization: `App ${apiKey}` },
    body: {
      json: {
        messages: [
          {
            sender: from,
            destinations: [{ to: "{toDigits}", messageId: "{attemptId}" }],
            content: { text: "{text}" },
            options: { validityPeriod: { amount: "{validitySeconds}", timeUnit: "SECONDS" } },
            webhooks: {
              contentType: "application/json",
              callbackData: "{attemptId}",
              delivery: { url: "{callbackUrl}", intermediateReport: true },
            },
          },
        ],
      },
    },
    accept: { at: "messages[0].status.groupName", is: ["PENDING", "ACCEPTED", "DELIVERED"] },
    ref: "messages[0].messageId",
    errorCode: "messages[0].status.name",
    errors: {
      REJECTED_DESTINATION: "bad-recipient",
      REJECTED_PREFIX_MISSING: "bad-recipient",
      REJECTED_INVALID_DESTINATION: "bad-recipient",
      REJECTED_DESTINATION_NOT_REGISTERED: "refused",
      REJECTED_NOT_ENOUGH_CREDITS: "account",
      REJECTED_SENDER: "bad-sender",
      REJECTED_FLOODING_FILTER: "refused",
      REJECTED_NETWORK: "refused",
      REJECTED_SYSTEM_ERROR: "uncertain",
      EC_UNKNOWN_SUBSCRIBER: "bad-recipient",
      EC_UNIDENTIFIED_SUBSCRIBER: "bad-recipient",
    },
    receipts: {
      items: "results",
      status: "status.groupName",
      statuses: meanings("PENDING", "DELIVERED", "UNDELIVERABLE EXPIRED REJECTED"),
      ref: "messageId",
      attemptId: "callbackData",
      errorCode: "error.name",
      at: "doneAt",
    },
  }),
};
