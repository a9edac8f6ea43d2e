import type { Mail } from "../email-description.ts";
import { deadAfter, type Preset, under } from "../preset.ts";
import { tokenInBodyProof } from "../proofs.ts";
import { mailbox } from "../write-mail.ts";

/** Mailgun, Messages API. */
export interface MailgunOptions {
  readonly apiKey: string;
  /** The sending domain, such as `mg.example.org`. */
  readonly domain: string;
  /** @default "us" */
  readonly region?: "us" | "eu" | undefined;
  /** The HTTP webhook signing key, or two during a rotation. @default none: no receipts */
  readonly signingKey?: string | readonly string[] | undefined;
}

const BOUND = { tag: "event-data.user-variables.relance", recipient: "event-data.recipient" };

export const mailgun: Preset<MailgunOptions> = {
  asks: {
    apiKey: "write the domain's Sending API key, or the account's API key",
    domain: "write the sending domain as Mailgun lists it, such as mg.example.org",
  },
  endpoint: ({ region }) => (region === "eu" ? "https://api.eu.mailgun.net" : "https://api.mailgun.net"),
  check({ signingKey = [], domain, region = "us" }, expect) {
    expect(region === "us" || region === "eu", "region", "write us or eu, where the domain was created");
    expect([signingKey].flat().every(Boolean), "signingKey", "write the HTTP webhook signing key of API Security");
    expect(/^[\w.-]+$/.test(domain), "domain", "write the sending domain alone, such as mg.example.org");
  },
  describe: ({ apiKey, domain, signingKey }, endpoint) => {
    const proof = signingKey === undefined ? undefined : tokenInBodyProof([signingKey].flat(), BOUND);
    return {
      vendor: "mailgun",
      url: under(endpoint, `/v3/${domain}/messages`),
      headers: { authorization: `Basic ${Buffer.from(`api:${apiKey}`).toString("base64")}` },
      write: (mail) => buildForm(mail, proof?.tagOf(mail) ?? mail.tag),
      ref: "id",
      errorCode: /"message":\s*"(to parameter is not a valid address)/,
      errors: { "to parameter is not a valid address": "bad-recipient" },
      statuses: { "402": "refused", "413": "bad-content" },
      ...(proof !== undefined && {
        events: {
          proof,
          enterAt: "Sending › Webhooks: delivered, permanent and temporary failure, spam complaints, unsubscribes",
          kind: [
            "event-data.event",
            "event-data.severity",
            "event-data.reason",
            "event-data.delivery-status.enhanced-code",
          ],
          meanings: {
            delivered: "delivered",
            "failed temporary": "deferred",
            "failed permanent": "bounced",
            ...deadAfter("failed permanent bounce"),
            rejected: "bounced",
            complained: "complained",
            unsubscribed: "complained",
            opened: "opened",
            clicked: "clicked",
          },
          ...BOUND,
          nonce: "signature.token",
          code: ["event-data.delivery-status.enhanced-code", "event-data.delivery-status.code"],
          at: "event-data.timestamp",
          retriesFor: "8h",
        },
      }),
    };
  },
};

function buildForm(mail: Mail, tag: string): FormData {
  const form = new FormData();
  const fields = {
    from: mailbox(mail.from, mail.name),
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    "h:Reply-To": mail.replyTo,
    "v:relance": tag,
    "o:tracking-clicks": "no",
    "o:tracking-opens": "no",
  };
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) form.append(name, value);
  for (const [name, value] of Object.entries(mail.headers)) form.append(`h:${name}`, value);
  for (const { filename, contentType, base64 } of mail.attachments) {
    form.append("attachment", new Blob([Buffer.from(base64, "base64")], { type: contentType }), filename);
  }
  return form;
}
