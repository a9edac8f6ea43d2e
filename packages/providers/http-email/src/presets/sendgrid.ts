import { byWord } from "@relance/provider-kit";
import { type Preset, under } from "../preset.ts";
import { ecdsaKey, ecdsaProof } from "../proofs.ts";

/** Twilio SendGrid, Mail Send v3. */
export interface SendgridOptions {
  readonly apiKey: string;
  /** @default "global" */
  readonly region?: "global" | "eu" | undefined;
  /** The verification key of the signed Event Webhook, or two during a rotation. @default none: no receipts */
  readonly verificationKey?: string | readonly string[] | undefined;
}

export const sendgrid: Preset<SendgridOptions> = {
  asks: { apiKey: "write the API key with the permission Mail Send, from Settings › API Keys" },
  endpoint: ({ region }) => (region === "eu" ? "https://api.eu.sendgrid.com" : "https://api.sendgrid.com"),
  check({ verificationKey = [], region = "global" }, expect) {
    expect(region === "global" || region === "eu", "region", "write eu for an EU account, otherwise global");
    const areKeys = [verificationKey].flat().every((key) => ecdsaKey(key) !== undefined);
    expect(areKeys, "verificationKey", "write the Verification Key of Settings › Mail Settings › Event Webhook");
  },
  describe: ({ apiKey, verificationKey }, endpoint) => ({
    vendor: "sendgrid",
    url: under(endpoint, "/v3/mail/send"),
    headers: { authorization: `Bearer ${apiKey}` },
    write: ({ to, from, name, replyTo, subject, text, html, headers, attachments, tag }) => ({
      personalizations: [{ to: [{ email: to }], custom_args: { relance: tag } }],
      from: { email: from, name },
      reply_to: replyTo === undefined ? undefined : { email: replyTo },
      subject,
      content: [
        { type: "text/plain", value: text },
        ...(html === undefined ? [] : [{ type: "text/html", value: html }]),
      ],
      headers,
      attachments:
        attachments.length === 0
          ? undefined
          : attachments.map(({ filename, contentType, base64 }) => {
              return { content: base64, filename, type: contentType, disposition: "attachment" };
            }),
      tracking_settings: {
        click_tracking: { enable: false, enable_text: false },
        open_tracking: { enable: false },
        subscription_tracking: { enable: false },
      },
    }),
    ref: { header: "x-message-id" },
    errorCode: "errors[0].field",
    errors: { "personalizations.0.to.0.email": "bad-recipient", from: "bad-sender", "from.email": "bad-sender" },
    statuses: { "413": "bad-content" },
    probe: under(endpoint, "/v3/scopes"),
    ...(verificationKey !== undefined && {
      events: {
        proof: ecdsaProof(
          "x-twilio-email-event-webhook-signature",
          "x-twilio-email-event-webhook-timestamp",
          [verificationKey].flat(),
        ),
        enterAt:
          "Settings › Mail Settings › Event Webhook, signed: delivered, deferred, bounced, dropped, spam reports, unsubscribes",
        kind: ["event", "type", "bounce_classification"],
        meanings: byWord({
          deferred: "deferred",
          delivered: "delivered",
          bounced: "dropped, bounce",
          dead: "bounce bounce Invalid Address",
          complained: "spamreport, unsubscribe, group_unsubscribe",
          opened: "open",
          clicked: "click",
        }),
        tag: "relance",
        recipient: "email",
        code: "status",
        at: "timestamp",
        maxBytes: 1_048_576, // SendGrid's batches have up to 768 KB
        retriesFor: "1d",
      },
    }),
  }),
};
