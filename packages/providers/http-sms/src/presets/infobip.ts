import type { ErrorName } from "@relance/provider-kit";
import { FROM, meanings, type Preset } from "./preset.ts";

/** `endpoint` is the account's base URL, such as `https://x1y2z.api.infobip.com`. */
export const infobip: Preset<"endpoint" | "apiKey" | "from"> = {
  asks: {
    endpoint: "Base URL, on the account's home page",
    apiKey: "API key with the scope sms:message:send",
    from: FROM,
  },
  describe: ({ apiKey, from }, base) => ({
    url: `${base}/sms/3/messages`,
    headers: { authorization: `App ${apiKey}` },
    body: {
      json: {
        messages: [
          {
            sender: from,
            destinations: [{ to: "{toDigits}" }],
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
      MISSING_TO: "bad-recipient",
      EC_UNKNOWN_SUBSCRIBER: "bad-recipient",
      REJECTED_DESTINATION_BLOCKLISTED: "opted-out",
      REJECTED_DND: "opted-out",
      REJECTED_SENDER: "bad-sender",
      REJECTED_SOURCE: "bad-sender",
      REJECTED_INVALID_UDH: "bad-content",
      REJECTED_MESSAGE_TOO_LONG: "bad-content",
      REJECTED_NOT_ENOUGH_CREDITS: "account",
      REJECTED_PREPAID_PACKAGE_EXPIRED: "account",
      ...refused(
        "REJECTED_DESTINATION_NOT_REGISTERED REJECTED_DUPLICATE_MESSAGE_ID REJECTED_FLOODING_FILTER REJECTED_NETWORK " +
          "REJECTED_ROUTE_NOT_AVAILABLE REJECTED_SYSTEM_ERROR SIGNALS_BLOCKED UNDELIVERABLE_REJECTED_OPERATOR " +
          "UNDELIVERABLE_REJECTED_PLATFORM UNDELIVERABLE_NOT_SENT",
      ),
    },
    receipts: {
      items: "results",
      status: ["status.name", "status.groupName"],
      // DELIVERED_TO_OPERATOR and EXPIRED_DLR_UNKNOWN do not show whether the message arrived
      statuses: meanings(
        "DELIVERED_TO_OPERATOR EXPIRED_DLR_UNKNOWN PENDING",
        "DELIVERED",
        "UNDELIVERABLE EXPIRED REJECTED",
      ),
      ref: "messageId",
      attemptId: "callbackData",
      errorCode: "error.name",
      at: "doneAt",
    },
    enterAt: { replies: "Channels and Numbers › Numbers › your number › SMS › forward to HTTP, as MO_JSON_2" },
    replies: { from: "from", to: "to", text: "text", id: "messageId", at: "receivedAt" },
  }),
};

/** Maps errors of messages that were not sent, although the number is valid. */
function refused(names: string): Readonly<Record<string, ErrorName>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, "refused"]));
}
