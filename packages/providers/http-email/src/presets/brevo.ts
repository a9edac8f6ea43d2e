import { byWord } from "@relance/provider-kit";
import { type Preset, under } from "../preset.ts";
import { authorizationProof } from "../proofs.ts";

/** Brevo, transactional email API v3. */
export interface BrevoOptions {
  readonly apiKey: string;
  /** The webhook's bearer token, or two during a rotation. @default none: Brevo's events are refused */
  readonly webhookToken?: string | readonly string[] | undefined;
}

export const brevo: Preset<BrevoOptions> = {
  asks: { apiKey: "write an API key, xkeysib-…, from SMTP & API" },
  endpoint: () => "https://api.brevo.com",
  check({ webhookToken = [] }, expect) {
    const areGiven = [webhookToken].flat().every(Boolean);
    expect(areGiven, "webhookToken", 'write the token of the webhook with auth: { type: "bearer", token }');
  },
  describe: ({ apiKey, webhookToken }, endpoint) => ({
    vendor: "brevo",
    url: under(endpoint, "/v3/smtp/email"),
    headers: { "api-key": apiKey },
    write: ({ to, from, name, replyTo, subject, text, html, headers, attachments, tag }) => ({
      sender: { email: from, name },
      to: [{ email: to }],
      replyTo: replyTo === undefined ? undefined : { email: replyTo },
      subject,
      textContent: text,
      htmlContent: html ?? asHtml(text),
      headers: { ...headers, "X-Mailin-custom": tag },
      attachment:
        attachments.length === 0
          ? undefined
          : attachments.map(({ filename, base64 }) => {
              return { name: filename, content: base64 };
            }),
    }),
    ref: "messageId",
    errorCode: "code",
    errors: {
      unauthorized: "unauthorized",
      permission_denied: "account",
      account_under_validation: "account",
      not_enough_credits: "account",
    },
    statuses: { "413": "bad-content" },
    probe: under(endpoint, "/v3/account"),
    ...(webhookToken !== undefined && {
      events: {
        proof: authorizationProof("Bearer", [webhookToken].flat()),
        enterAt:
          "a webhook that was created through the API with auth: bearer and your webhookToken; the page of this preset lists its events",
        kind: ["event"],
        meanings: byWord({
          delivered: "delivered",
          deferred: "deferred",
          bounced: "soft_bounce, blocked, error",
          dead: "hard_bounce, invalid_email",
          complained: "spam, complaint, unsubscribed",
          opened: "opened, unique_opened, proxy_open, unique_proxy_open",
          clicked: "click",
        }),
        tag: "X-Mailin-custom",
        recipient: "email",
        at: ["ts_epoch", "ts_event"], // `date` and `ts` are not used, because they are in the account's time zone
      },
    }),
  }),
};

/** Converts text to HTML. If a mail has no HTML, Brevo converts the text and drops it. */
function asHtml(text: string): string {
  const escaped = text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<div style="white-space: pre-wrap">${escaped}</div>`;
}
