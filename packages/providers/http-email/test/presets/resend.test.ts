import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { httpEmail } from "../../src/index.ts";
import { startMailService } from "../support/mail-service.ts";
import { jsonIn, message, type PresetCase, posted, presetTests, signal, TAG } from "../support/preset-tests.ts";

const API_KEY = "re_an-api-key-of-nobody";
const SECRET = `whsec_${Buffer.from("a-signing-secret-of-nobody").toString("base64")}`;

function event(type: string, facts: object = {}): object {
  return {
    type,
    created_at: "2013-08-08T08:00:00.250Z",
    data: {
      created_at: "2013-08-08T07:59:58.000Z",
      email_id: "56761188-7520-42d8-8898-ff6fc54ce618",
      from: "Job centre <help@example.org>",
      to: ["ada@xn--bcher-kva.example"],
      subject: "…",
      tags: { relance: TAG },
      ...facts,
    },
  };
}

function sign(body: string, secret = SECRET): Record<string, string> {
  const [id, time] = ["msg_2W2D3qXLS5fOaPja1GDg7rF2CwB", "1375948801"];
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${time}.${body}`).digest("base64");
  return { "svix-id": id, "svix-timestamp": time, "svix-signature": `v1,${signature}` };
}

const resend: PresetCase = {
  options: (endpoint) => ({
    preset: "resend",
    apiKey: API_KEY,
    signingSecret: SECRET,
    from: "help@example.org",
    name: "Job centre",
    replyTo: "desk@example.org",
    endpoint,
  }),
  secrets: [API_KEY, SECRET],
  service: {
    path: "/emails",
    check: ({ headers }) =>
      headers.authorization === `Bearer ${API_KEY}`
        ? undefined
        : { status: 403, body: '{"statusCode":403,"name":"invalid_api_key","message":"API key is invalid"}' },
    accept: (count) => ({ status: 200, body: `{"id":"49a3999c-${count}"}` }),
    modes: {
      throttle: {
        status: 429,
        headers: { "retry-after": "1" },
        body: '{"statusCode":429,"name":"rate_limit_exceeded","message":"Too many requests."}',
      },
      unavailable: { status: 500, body: '{"statusCode":500,"name":"application_error","message":"…"}' },
    },
  },
  tagIn: (request) => jsonIn(request).tags[0].value,
  request: {
    from: '"Job centre" <help@example.org>',
    to: ["ada@xn--bcher-kva.example"],
    reply_to: "desk@example.org",
    subject: message.content.subject,
    text: message.content.text,
    html: message.content.html,
    headers: {
      "List-Unsubscribe": "<https://notify.example.org/relance/u/b3B0LW91dA>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
    attachments: [
      { filename: "convocation été.pdf", content: "JVBERi0xLjcK", content_type: "application/pdf" },
      { filename: "plan.bin", content: "AAEC", content_type: "application/octet-stream" },
    ],
    tags: [{ name: "relance", value: TAG }],
  },
  events: [
    {
      says: "delivered, and when that was",
      event: event("email.delivered"),
      item: {
        type: "receipt",
        kind: "delivered",
        quality: "mailbox-server",
        attemptId: "k1",
        occurredAt: 1375948800_250,
      },
    },
    {
      says: "tags that come as a list",
      event: event("email.delivered", { tags: [{ name: "relance", value: TAG }] }),
      item: { kind: "delivered", attemptId: "k1" },
    },
    { says: "delayed as still travelling", event: event("email.delivery_delayed"), item: { kind: "in-transit" } },
    {
      says: "a bounce of an address that is none as the end of it",
      event: event("email.bounced", { bounce: { type: "Permanent", subType: "NoEmail", message: "…" } }),
      item: { kind: "undelivered", addressPermanent: true, errorCode: "NoEmail" },
    },
    {
      says: "another permanent bounce as undelivered, and the address lives",
      event: event("email.bounced", { bounce: { type: "Permanent", subType: "General", message: "…" } }),
      item: { kind: "undelivered", addressPermanent: false },
    },
    {
      says: "a transient bounce as undelivered",
      event: event("email.bounced", { bounce: { type: "Transient", subType: "MailboxFull", message: "…" } }),
      item: { kind: "undelivered", addressPermanent: false, errorCode: "MailboxFull" },
    },
    {
      says: "failed as undelivered",
      event: event("email.failed", { failed: { reason: "reached_daily_quota" } }),
      item: { kind: "undelivered" },
    },
    {
      says: "a complaint as STOP of the address",
      event: event("email.complained"),
      item: { type: "reply", from: "ada@xn--bcher-kva.example", optOut: "stop", eventId: "complaint-k1" },
    },
    {
      says: "opened as a signal",
      event: event("email.opened"),
      item: { type: "signal", kind: "shown", detail: "opened" },
    },
    { says: "sent as nothing", event: event("email.sent") },
  ],
  post(event) {
    const body = JSON.stringify(event);
    return posted(body, sign(body));
  },
  contract: { without: ["refuse"] },
};

presetTests("resend", resend);

it("accepts one of several signatures, as during a rotation of the secret", async () => {
  const email = httpEmail(resend.options("https://service.example"));
  const body = JSON.stringify(event("email.delivered"));
  const old = sign(body, `whsec_${Buffer.from("another-secret-of-nobody").toString("base64")}`)["svix-signature"];
  const headers = sign(body);
  await email.receipts?.verify?.(posted(body, { ...headers, "svix-signature": `${old} ${headers["svix-signature"]}` }));
  expect(() => email.receipts?.verify?.(posted(body, { ...headers, "svix-signature": `${old}` }))).toThrow(
    "does not match",
  );
  expect(() => email.receipts?.verify?.(posted(body, { ...headers, "svix-id": "msg_other" }))).toThrow(
    "does not match",
  );
});

it("attributes an exceeded quota to the account, although the answer looks like a rate limit", async () => {
  await using service = await startMailService(resend.service);
  service.mode({ status: 429, body: '{"statusCode":429,"name":"daily_quota_exceeded","message":"…"}' });
  const email = httpEmail(resend.options(service.url));
  await expect(email.send(message, { signal })).rejects.toMatchObject({
    code: "provider/account",
    accountFault: true,
    outcome: "not-sent",
  });
  await email.close?.();
});
