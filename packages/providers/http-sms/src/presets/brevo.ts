import { DEAD, FROM, meanings, type Preset } from "./preset.ts";

export const brevo: Preset<"apiKey" | "from"> = {
  asks: { apiKey: "API key, under SMTP & API › API keys", from: FROM },
  endpoint: "https://api.brevo.com",
  describe: ({ apiKey, from }, base) => ({
    url: `${base}/v3/transactionalSMS/send`,
    headers: { "api-key": apiKey },
    body: {
      json: {
        sender: from,
        recipient: "{toDigits}",
        content: "{text}",
        type: "transactional",
        tag: "{attemptId}",
        webUrl: "{callbackUrl}",
      },
    },
    accept: { status: [201] },
    ref: "messageId",
    errorCode: "code",
    errors: { not_enough_credits: "account", unauthorized: "unauthorized", invalid_parameter: "refused" },
    receipts: {
      status: "msg_status",
      statuses: { ...meanings("sent accepted", "delivered", "soft_bounce rejected blacklisted"), hard_bounce: DEAD },
      ref: "messageId",
      attemptId: "tag",
      errorCode: "error_code",
      at: "ts_event",
    },
  }),
};
