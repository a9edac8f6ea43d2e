import { byWord } from "@relance/provider-kit";
import { type Preset, under } from "../preset.ts";
import { standardWebhookProof } from "../proofs.ts";
import { mailbox } from "../write-mail.ts";

/** Resend, Emails API. */
export interface ResendOptions {
  readonly apiKey: string;
  /** The webhook's signing secret, `whsec_…`, or two during a rotation. @default none: no receipts */
  readonly signingSecret?: string | readonly string[] | undefined;
}

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
    errors: byWord({
      unauthorized: "missing_api_key, restricted_api_key, invalid_api_key",
      // the quota errors are 429s too, but waiting some seconds does not help
      account: "suspended_api_key, daily_quota_exceeded, monthly_quota_exceeded",
      throttled: "rate_limit_exceeded",
      "bad-sender": "invalid_from_address",
      "bad-content": "invalid_attachment",
    }),
    ...(signingSecret !== undefined && {
      events: {
        proof: standardWebhookProof("svix", [signingSecret].flat()),
        enterAt: "Webhooks: delivered, delivery delayed, bounced, complained, failed, suppressed",
        kind: ["type", "data.bounce.type", "data.bounce.subType"],
        meanings: byWord({
          delivered: "email.delivered",
          deferred: "email.delivery_delayed",
          bounced: "email.bounced, email.suppressed, email.failed",
          dead: "email.bounced Permanent NoEmail",
          complained: "email.complained",
          opened: "email.opened",
          clicked: "email.clicked",
        }),
        tag: ["data.tags.relance", "data.tags[0].value"],
        recipient: "data.to[0]",
        code: "data.bounce.subType",
        at: "created_at",
        retriesFor: "63305s", // the last of six retries is after about 17 hours
      },
    }),
  }),
};
