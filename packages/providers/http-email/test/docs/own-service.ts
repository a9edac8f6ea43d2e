import { authorizationProof, httpEmail } from "@relance/provider-http-email";

const base = process.env.RELAY_URL ?? "https://relay.example.org";

export const own = httpEmail({
  vendor: "own-relay",
  from: "help@example.org",
  url: `${base}/mails`,
  headers: { authorization: `Bearer ${process.env.RELAY_KEY}` },
  write: ({ to, from, subject, text, html, headers, attachments, tag }) => ({
    to,
    from,
    subject,
    parts: { text, html },
    headers,
    files: attachments.map(({ filename, contentType, base64 }) => ({ filename, contentType, base64 })),
    reference: tag,
  }),
  ref: "id",
  errorCode: "error",
  errors: { no_such_mailbox: "bad-recipient", too_fast: "throttled" },
  events: {
    proof: authorizationProof("Bearer", [process.env.RELAY_EVENT_TOKEN ?? ""]),
    kind: ["event", "class"],
    meanings: {
      delivered: "delivered",
      failed: "bounced",
      "failed unknown-mailbox": "dead",
      queued: "deferred",
      complaint: "complained",
      shown: "opened",
    },
    tag: "reference",
    recipient: "to",
    code: "status",
    at: "time",
  },
});
