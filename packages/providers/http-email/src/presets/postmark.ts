import { byWord } from "@relance/provider-kit";
import { type Preset, under } from "../preset.ts";
import { authorizationProof } from "../proofs.ts";
import { mailbox } from "../write-mail.ts";

/** Postmark, Email API. */
export interface PostmarkOptions {
  readonly serverToken: string;
  /** @default "outbound" */
  readonly messageStream?: string | undefined;
  /** The webhook's "HTTP auth" credentials, or two pairs during a rotation. @default none: no receipts */
  readonly webhook?: PostmarkWebhook | readonly PostmarkWebhook[] | undefined;
}

/** User and password that Postmark sends to our webhook. */
export interface PostmarkWebhook {
  readonly user: string;
  readonly password: string;
}

export const postmark: Preset<PostmarkOptions> = {
  asks: { serverToken: "write the Server API token, from the server's API Tokens" },
  endpoint: () => "https://api.postmarkapp.com",
  check({ webhook = [] }, expect) {
    const areGiven = [webhook].flat().every(({ user, password }) => Boolean(user) && Boolean(password));
    expect(areGiven, "webhook", "write { user, password } as in the webhook's HTTP auth");
  },
  describe: ({ serverToken, messageStream = "outbound", webhook }, endpoint) => ({
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
      TrackOpens: false,
      TrackLinks: "None",
    }),
    accept: { at: "ErrorCode", is: [0] },
    ref: "MessageID",
    errorCode: "ErrorCode",
    errors: byWord({
      unauthorized: "10",
      "bad-sender": "400, 401",
      account: "405, 412, 413",
      // Postmark suppresses the address after a bounce or complaint
      "opted-out": "406",
      "bad-content": "411",
    }),
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
        meanings: byWord({
          delivered: "Delivery",
          dead: "Bounce HardBounce, Bounce BadEmailAddress",
          deferred: "Bounce Transient",
          // Postmark also posts events that are no failures as bounces, such as AutoResponder and Subscribe
          bounced:
            "Bounce SoftBounce, Bounce DnsError, Bounce Blocked, Bounce SpamNotification, " +
            "Bounce VirusNotification, Bounce ManuallyDeactivated, Bounce SMTPApiError, Bounce DMARCPolicy, " +
            "Bounce Unconfirmed, Bounce Unknown",
          complained:
            "Bounce Unsubscribe, Bounce SpamComplaint, SpamComplaint, " +
            "SubscriptionChange true ManualSuppression, SubscriptionChange true SpamComplaint",
          opened: "Open",
          clicked: "Click",
        }),
        tag: "Metadata.relance",
        recipient: ["Recipient", "Email"],
        code: "Type",
        at: ["DeliveredAt", "BouncedAt", "ReceivedAt", "ChangedAt"],
        retriesFor: "11h", // Postmark repeats a bounce ten times within eleven hours
      },
    }),
  }),
};
