import type { Preset } from "../preset.ts";
import { under } from "../preset.ts";
import { authorizationProof } from "../proofs.ts";
import { mailbox } from "../write-mail.ts";

/** Postmark, Email API. */
export interface PostmarkOptions {
  readonly serverToken: string;
  /** @default "outbound" */
  readonly messageStream?: string | undefined;
  /** The credentials of "HTTP auth" in the webhook's settings. Two during a rotation. @default none: no receipts */
  readonly webhook?: PostmarkWebhook | readonly PostmarkWebhook[] | undefined;
  /** Adds a tracking picture to the HTML. @default false */
  readonly trackOpens?: boolean | undefined;
}

/** User and password that Postmark sends to our webhook. */
export interface PostmarkWebhook {
  readonly user: string;
  readonly password: string;
}

/** @see docs/providers/http-email.md#postmark */
export const postmark: Preset<PostmarkOptions> = {
  asks: { serverToken: "write the Server API token, from the server's API Tokens" },
  endpoint: () => "https://api.postmarkapp.com",
  check({ webhook = [] }, expect) {
    const areGiven = [webhook].flat().every(({ user, password }) => Boolean(user) && Boolean(password));
    expect(areGiven, "webhook", "write { user, password } as in the webhook's HTTP auth");
  },
  describe: ({ serverToken, messageStream = "outbound", webhook, trackOpens = false }, endpoint) => ({
    vendor: "postmark",
    url: under(endpoint, "/email"),
    headers: { "x-postmark-server-token": serverToken, accept: "application/json" },
    write: ({ to, from, name, replyTo, subject, text, html, headers, attachments, tag }) => ({
      From: mailbox(from, name),
      To: to,
      ReplyTo: replyTo,
      Subject: subject,
      TextBody: text,
      HtmlBody: html,
      Headers: Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
      Attachments: attachments.map(({ filename, contentType, base64 }) => {
        return { Name: filename, Content: base64, ContentType: contentType };
      }),
      Metadata: { relance: tag },
      MessageStream: messageStream,
      TrackOpens: trackOpens,
      TrackLinks: "None",
    }),
    accept: { at: "ErrorCode", is: [0] },
    ref: "MessageID",
    errorCode: "ErrorCode",
    errors: {
      "10": "unauthorized",
      "400": "bad-sender",
      "401": "bad-sender",
      "405": "account",
      "406": "opted-out", // it bounced or complained before; Postmark no longer sends there
      "411": "bad-content",
      "412": "account",
      "413": "account",
    },
    statuses: { "413": "bad-content" },
    probe: under(endpoint, "/server"),
    ...(webhook !== undefined && {
      events: {
        proof: authorizationProof(
          "Basic",
          [webhook].flat().map(({ user, password }) => Buffer.from(`${user}:${password}`).toString("base64")),
        ),
        enterAt: "the message stream › Webhooks, with HTTP auth: delivery, bounce, spam complaint, subscription change",
        kind: ["RecordType", "Type", "SuppressSending", "SuppressionReason"],
        meanings: {
          Delivery: "delivered",
          "Bounce HardBounce": "dead",
          "Bounce BadEmailAddress": "dead",
          "Bounce Transient": "deferred",
          // other posts of the bounce webhook are no failures: AutoResponder, AddressChange, Subscribe,
          // ChallengeVerification …
          "Bounce SoftBounce": "bounced",
          "Bounce DnsError": "bounced",
          "Bounce Blocked": "bounced",
          "Bounce SpamNotification": "bounced",
          "Bounce VirusNotification": "bounced",
          "Bounce ManuallyDeactivated": "bounced",
          "Bounce SMTPApiError": "bounced",
          "Bounce DMARCPolicy": "bounced",
          "Bounce Unconfirmed": "bounced",
          "Bounce Unknown": "bounced",
          "Bounce Unsubscribe": "complained",
          "Bounce SpamComplaint": "complained",
          SpamComplaint: "complained",
          "SubscriptionChange true ManualSuppression": "complained",
          "SubscriptionChange true SpamComplaint": "complained",
          Open: "opened",
          Click: "clicked",
        },
        tag: "Metadata.relance",
        recipient: ["Recipient", "Email"],
        code: "Type",
        at: ["DeliveredAt", "BouncedAt", "ReceivedAt", "ChangedAt"],
        retriesFor: "11h", // bounces: ten times within some eleven hours
      },
    }),
  }),
};
