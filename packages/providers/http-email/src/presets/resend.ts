import { type Preset, under } from "../preset.ts";
import { standardWebhookProof } from "../proofs.ts";
import { mailbox } from "../write-mail.ts";

/** Resend, Emails API. */
export interface ResendOptions {
  readonly apiKey: string;
  /** The signing secret of the webhook, `whsec_…`. Two during a rotation. @default none: no receipts */
  readonly signingSecret?: string | readonly string[] | undefined;
}

/** @see docs/providers/http-email.md#resend */
export const resend: Preset<ResendOptions> = {
  asks: { apiKey: "write an API key with Sending access, re_…, from API Keys" },
  endpoint: () => "https://api.resend.com",
  check({ signingSecret = [] }, expect) {
    const areSecrets = [signingSecret].flat().every((secret) => /^whsec_[\w+/=-]{16,}$/.test(secret));
    expect(areSecrets, "signingSecret", "write the Signing Secret of the webhook's page, whsec_…");
  },
  describe: ({ apiKey, signingSecret }, endpoint) => ({
    vendor: "resend",
    url: under(endpoint, "/emails"),
    headers: { authorization: `Bearer ${apiKey}` },
    write: ({ to, from, name, replyTo, subject, text, html, headers, attachments, tag }) => ({
      from: mailbox(from, name),
      to: [to],
      reply_to: replyTo,
      subject,
      text,
      html,
      headers,
      attachments: attachments.map(({ filename, contentType, base64 }) => {
        return { filename, content: base64, content_type: contentType };
      }),
      tags: [{ name: "relance", value: tag }],
    }),
    ref: "id",
    errorCode: "name",
    errors: {
      missing_api_key: "unauthorized",
      restricted_api_key: "unauthorized",
      invalid_api_key: "unauthorized",
      suspended_api_key: "account",
      daily_quota_exceeded: "account", // also a 429, but waiting seconds does not help
      monthly_quota_exceeded: "account",
      rate_limit_exceeded: "throttled",
      invalid_from_address: "bad-sender",
      invalid_attachment: "bad-content",
    },
    ...(signingSecret !== undefined && {
      events: {
        proof: standardWebhookProof("svix", [signingSecret].flat()),
        enterAt: "Webhooks: delivered, delivery delayed, bounced, complained, failed, suppressed",
        kind: ["type", "data.bounce.type", "data.bounce.subType"],
        meanings: {
          "email.delivered": "delivered",
          "email.delivery_delayed": "deferred",
          "email.bounced": "bounced",
          "email.bounced Permanent NoEmail": "dead",
          "email.suppressed": "bounced",
          "email.failed": "bounced",
          "email.complained": "complained",
          "email.opened": "opened",
          "email.clicked": "clicked",
        },
        tag: ["data.tags.relance", "data.tags[0].value"],
        recipient: "data.to[0]",
        code: "data.bounce.subType",
        at: "created_at",
        retriesFor: "63305s", // the sixth and last retry comes after about 17 hours
      },
    }),
  }),
};
