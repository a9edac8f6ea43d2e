import { byWord } from "@relance/provider-kit";
import { FROM, meanings, type Preset } from "./preset.ts";

/** `publicKey` verifies the vendor's webhooks. */
export const telnyx: Preset<"apiKey" | "from", "publicKey"> = {
  asks: { apiKey: "API key, under Account › Keys", from: FROM },
  may: ["publicKey"],
  endpoint: "https://api.telnyx.com",
  describe: ({ apiKey, from, publicKey }, base) => ({
    url: `${base}/v2/messages`,
    headers: { authorization: `Bearer ${apiKey}` },
    body: { json: { from, to: "{to}", text: "{text}", tags: ["{attemptId}"], webhook_url: "{callbackUrl}" } },
    ref: "data.id",
    errorCode: "errors[0].code",
    errors: byWord({
      unauthorized: "10009, 10010",
      throttled: "10011",
      "bad-recipient": "40001, 40012",
      "bad-sender": "40013",
      "opted-out": "40300",
    }),
    receipts: {
      ...(publicKey && {
        verify: {
          ed25519: {
            header: "telnyx-signature-ed25519",
            timestampHeader: "telnyx-timestamp",
            signed: "{timestamp}|{body}",
            publicKey,
          },
        },
      }),
      status: "data.payload.to[0].status",
      statuses: meanings("queued sending sent", "delivered", "delivery_failed sending_failed"),
      ref: "data.payload.id",
      attemptId: "data.payload.tags[0]",
      errorCode: "data.payload.errors[0].code",
      at: "data.occurred_at",
    },
    enterAt: {
      replies: "Messaging › Programmable Messaging › the messaging profile of your number › Inbound › Webhook URL",
    },
    replies: {
      when: { at: "data.event_type", is: "message.received" },
      from: "data.payload.from.phone_number",
      to: "data.payload.to[0].phone_number",
      text: "data.payload.text",
      id: "data.payload.id",
      at: "data.occurred_at",
    },
  }),
};
