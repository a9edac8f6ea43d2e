import { expect, it } from "vitest";
import { httpEmail } from "../../src/index.ts";
import { startMailService } from "../support/mail-service.ts";
import { jsonIn, message, type PresetCase, posted, presetTests, signal, TAG } from "../support/preset-tests.ts";

const API_KEY = "xkeysib-an-api-key-of-nobody";
const TOKEN = "a-webhook-token-of-nobody";

function event(name: string, facts: object = {}): object {
  return {
    event: name,
    email: "ada@xn--bcher-kva.example",
    id: 26224,
    date: "2013-08-08 10:00:00",
    ts: 1375956000,
    "message-id": "<201308080800.12345678901@smtp-relay.mailin.fr>",
    ts_event: 1375948800,
    ts_epoch: 1375948800250,
    subject: "…",
    "X-Mailin-custom": TAG,
    sending_ip: "192.0.2.1",
    tags: [],
    ...facts,
  };
}

const brevo: PresetCase = {
  options: (endpoint) => ({
    preset: "brevo",
    apiKey: API_KEY,
    webhookToken: TOKEN,
    from: "help@example.org",
    name: "Job centre",
    replyTo: "desk@example.org",
    endpoint,
  }),
  secrets: [API_KEY, TOKEN],
  service: {
    path: "/v3/smtp/email",
    check: ({ headers }) =>
      headers["api-key"] === API_KEY
        ? undefined
        : { status: 401, body: '{"code":"unauthorized","message":"Key not found"}' },
    accept: (count) => ({ status: 201, body: `{"messageId":"<2013080808.${count}@smtp-relay.mailin.fr>"}` }),
    modes: {
      throttle: { status: 429, body: '{"code":"too_many_requests","message":"…"}' },
      unavailable: { status: 503, body: "<html>Unavailable</html>" },
    },
  },
  tagIn: (request) => jsonIn(request).headers["X-Mailin-custom"],
  request: {
    sender: { email: "help@example.org", name: "Job centre" },
    to: [{ email: "ada@xn--bcher-kva.example" }],
    replyTo: { email: "desk@example.org" },
    subject: message.content.subject,
    textContent: message.content.text,
    htmlContent: message.content.html,
    headers: {
      "List-Unsubscribe": "<https://notify.example.org/relance/u/b3B0LW91dA>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      "X-Mailin-custom": TAG,
    },
    attachment: [
      { name: "convocation été.pdf", content: "JVBERi0xLjcK" },
      { name: "plan.bin", content: "AAEC" },
    ],
  },
  events: [
    {
      says: "delivered, by the time that is in no zone",
      event: event("delivered"),
      item: {
        type: "receipt",
        kind: "delivered",
        quality: "mailbox-server",
        attemptId: "k1",
        occurredAt: 1375948800_250,
      },
    },
    {
      says: "a time in seconds",
      event: event("delivered", { ts_epoch: 1375948800 }),
      item: { kind: "delivered", occurredAt: 1375948800_000 },
    },
    {
      says: "deferred as still travelling, whatever its reason says",
      event: event("deferred", { reason: "550 RecipientError: 550 5.1.1 unknown" }),
      item: { kind: "in-transit" },
    },
    {
      says: "a hard bounce as the end of the address",
      event: event("hard_bounce", { reason: "550 5.5.0 mailbox unavailable" }),
      item: { kind: "undelivered", addressPermanent: true },
    },
    {
      says: "a soft bounce as undelivered",
      event: event("soft_bounce", { reason: "452 4.2.2 full" }),
      item: { kind: "undelivered", addressPermanent: false },
    },
    {
      says: "blocked, which was not tried, as undelivered",
      event: event("blocked", { reason: "blocked : due to blacklist user" }),
      item: { kind: "undelivered", addressPermanent: false },
    },
    {
      says: "a complaint as STOP of the address",
      event: event("spam"),
      item: { type: "reply", from: "ada@xn--bcher-kva.example", optOut: "stop", eventId: "complaint-k1" },
    },
    {
      says: "an unsubscription as STOP of the address",
      event: event("unsubscribed"),
      item: { type: "reply", optOut: "stop" },
    },
    {
      says: "opened as a signal",
      event: event("unique_opened"),
      item: { type: "signal", kind: "shown", detail: "opened" },
    },
    { says: "opened by a proxy as a signal", event: event("proxy_open"), item: { type: "signal", kind: "shown" } },
    { says: "sent as nothing", event: event("request") },
  ],
  post: (event) => posted(event, { authorization: `Bearer ${TOKEN}` }),
  contract: { without: ["refuse"], isReportSigned: false },
};

presetTests("brevo", brevo);

it("gives a mail without HTML an HTML part, because Brevo would drop its text", async () => {
  await using service = await startMailService(brevo.service);
  const email = httpEmail(brevo.options(service.url));
  await email.send({ ...message, content: { subject: "s", text: "1 < 2 & 3\nend" } }, { signal });
  expect(JSON.parse(service.sent[0]?.body.toString("utf8") ?? "")).toMatchObject({
    textContent: "1 < 2 & 3\nend",
    htmlContent: '<div style="white-space: pre-wrap">1 &#60; 2 &#38; 3\nend</div>',
  });
  await email.close?.();
});

it("refuses events with another token", async () => {
  const email = httpEmail(brevo.options("https://service.example"));
  const request = posted(event("delivered"), { authorization: `Bearer ${TOKEN}!` });
  expect(() => email.receipts?.verify?.(request)).toThrow("missing or wrong");
});

it("parses batches of events", async () => {
  const email = httpEmail(brevo.options("https://service.example"));
  const request = brevo.post([event("delivered"), event("opened")], "");
  expect(await email.receipts?.parse(request)).toMatchObject([{ kind: "delivered" }, { kind: "shown" }]);
});
