import { byWord } from "@relance/provider-kit";
import { basic, FROM, meanings, type Preset } from "./preset.ts";

/** `signatureSecret` verifies the vendor's webhooks. */
export const vonage: Preset<"apiKey" | "apiSecret" | "from", "signatureSecret"> = {
  asks: { apiKey: "API key, on the dashboard", apiSecret: "API secret, on the dashboard", from: FROM },
  may: ["signatureSecret"],
  endpoint: "https://api.nexmo.com",
  describe: ({ apiKey, apiSecret, from, signatureSecret }, base) => ({
    url: `${base}/v1/messages`,
    headers: basic(apiKey, apiSecret),
    body: {
      json: {
        channel: "sms",
        message_type: "text",
        from,
        to: "{toDigits}",
        text: "{text}",
        client_ref: "{attemptId}",
        webhook_url: "{callbackUrl}",
        ttl: "{validitySeconds}",
      },
    },
    accept: { status: [202] },
    ref: "message_uuid",
    errorCode: /"type"\s*:\s*"[^"]*#(\d+)"/,
    receipts: {
      ...(signatureSecret && {
        verify: { jwt: { prefix: "Bearer ", secret: signatureSecret, bodyClaim: "payload_hash" } },
      }),
      status: "status",
      statuses: meanings("submitted", "delivered", "rejected undeliverable"),
      ref: "message_uuid",
      attemptId: "client_ref",
      errorCode: "error.title",
      at: "timestamp",
    },
    errors: byWord({
      throttled: "1000",
      account: "1060, 1070, 1080",
      uncertain: "1100",
      "bad-sender": "1120",
      "bad-recipient": "1170",
    }),
    enterAt: {
      replies:
        "Applications › the application of your number › Messages › Inbound URL; API Settings › Messaging API Type: Messages API",
    },
    replies: {
      from: "from",
      to: "to",
      text: ["text", "image.caption", "video.caption", "audio.caption", "file.caption", "reply.title", "button.text"],
      id: "message_uuid",
      at: "timestamp",
    },
  }),
};
