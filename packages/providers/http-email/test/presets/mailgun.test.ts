import { createHmac } from "node:crypto";
import type { InboundRequest } from "@relance/spec";
import { expect, it } from "vitest";
import { httpEmail } from "../../src/index.ts";
import { type SentRequest, startMailService } from "../support/mail-service.ts";
import { message, type PresetCase, posted, presetTests, signal, TAG } from "../support/preset-tests.ts";

const API_KEY = "an-api-key-of-nobody";
const SIGNING_KEY = "a-signing-key-of-nobody";

const TO = "ada@xn--bcher-kva.example";

/** Returns the tag as the mail carries it, with our HMAC by the signing key. */
function bound(tag: string, to: string = TO): string {
  return `${tag}-${createHmac("sha256", SIGNING_KEY).update(`relance ${tag} ${to}`).digest("hex").slice(0, 24)}`;
}

function event(facts: object): object {
  return {
    account: { id: "1234567890303a4bd1f33898" },
    domain: { name: "mg.example.org" },
    id: "CCXMjJ7nQi2N3BPigGOdgQ",
    timestamp: 1375948800.25,
    "log-level": "info",
    envelope: { sender: "help@mg.example.org", targets: "ada@xn--bcher-kva.example", transport: "smtp" },
    message: { headers: { "message-id": "20130808080000.1@mg.example.org", subject: "…" }, size: 809 },
    recipient: TO,
    "recipient-domain": "xn--bcher-kva.example",
    tags: [],
    "user-variables": { relance: TAG },
    ...facts,
  };
}

function failed(severity: string, reason: string, status: object): object {
  return event({ event: "failed", severity, reason, "delivery-status": { "attempt-no": 1, ...status } });
}

/** Returns the fields of a form. A file becomes its name, type and bytes. */
async function read({ headers, body }: SentRequest): Promise<unknown> {
  const form = await new Response(new Uint8Array(body), {
    headers: { "content-type": headers["content-type"] ?? "" },
  }).formData();
  const fields: unknown[] = [];
  for (const [name, value] of form) {
    if (typeof value === "string") fields.push([name, value]);
    else fields.push([name, value.name, value.type, Buffer.from(await value.arrayBuffer()).toString("base64")]);
  }
  return fields;
}

const mailgun: PresetCase = {
  options: (endpoint) => ({
    preset: "mailgun",
    apiKey: API_KEY,
    domain: "mg.example.org",
    signingKey: SIGNING_KEY,
    from: "help@mg.example.org",
    name: "Job centre",
    replyTo: "desk@example.org",
    endpoint,
  }),
  secrets: [API_KEY, SIGNING_KEY],
  service: {
    path: "/v3/mg.example.org/messages",
    check: ({ headers }) =>
      headers.authorization === `Basic ${Buffer.from(`api:${API_KEY}`).toString("base64")}`
        ? undefined
        : { status: 401, body: "Forbidden" },
    accept: (count) => ({
      status: 200,
      body: `{"id":"<2013080808.${count}@mg.example.org>","message":"Queued. Thank you."}`,
    }),
    modes: {
      refuse: { status: 400, body: '{"message":"to parameter is not a valid address. please check documentation"}' },
      throttle: { status: 429, body: '{"message":"Too many requests"}' },
      unavailable: { status: 502, body: "<html>Bad gateway</html>" },
    },
  },
  read,
  tagIn: ({ body }) => /name="v:relance"\r\n\r\n([\w-]+)/.exec(body.toString("latin1"))?.[1],
  request: [
    ["from", '"Job centre" <help@mg.example.org>'],
    ["to", "ada@xn--bcher-kva.example"],
    ["subject", message.content.subject],
    ["text", message.content.text.replace("\n", "\r\n")], // the line ends that RFC 7578 requires in a form
    ["html", message.content.html],
    ["h:Reply-To", "desk@example.org"],
    ["v:relance", bound(TAG)],
    ["o:tracking-clicks", "no"],
    ["o:tracking-opens", "no"],
    ["h:List-Unsubscribe", "<https://notify.example.org/relance/u/b3B0LW91dA>"],
    ["h:List-Unsubscribe-Post", "List-Unsubscribe=One-Click"],
    ["attachment", "convocation été.pdf", "application/pdf", "JVBERi0xLjcK"],
    ["attachment", "plan.bin", "application/octet-stream", "AAEC"],
  ],
  events: [
    {
      says: "delivered",
      event: event({ event: "delivered", "delivery-status": { code: 250, message: "OK" } }),
      item: {
        type: "receipt",
        kind: "delivered",
        quality: "mailbox-server",
        attemptId: "k1",
        nonce: "651869375b9df3c98fc15c4889b102119add1235c38fc92824",
        occurredAt: 1375948800_250,
      },
    },
    {
      says: "a temporary failure as still travelling",
      event: failed("temporary", "greylisted", { code: 450, message: "Greylisted", "retry-seconds": 300 }),
      item: { kind: "in-transit" },
    },
    {
      says: "a bounce as undelivered, and the address lives",
      event: failed("permanent", "bounce", { code: 550, "enhanced-code": "5.7.1", "bounce-type": "hard" }),
      item: { kind: "undelivered", addressPermanent: false, errorCode: "5.7.1" },
    },
    {
      says: "a bounce of an unknown mailbox as the end of the address",
      event: failed("permanent", "bounce", { code: 550, "enhanced-code": "5.1.1", "bounce-type": "hard" }),
      item: { kind: "undelivered", addressPermanent: true, errorCode: "5.1.1" },
    },
    {
      says: "a suppressed address, which was not tried, as undelivered",
      event: failed("permanent", "suppress-bounce", {
        code: 605,
        message: "Not delivering to previously bounced address",
      }),
      item: { kind: "undelivered", addressPermanent: false, errorCode: "605" },
    },
    {
      says: "a complaint as STOP of the address",
      event: event({ event: "complained" }),
      item: { type: "reply", from: "ada@xn--bcher-kva.example", optOut: "stop", eventId: "complaint-k1" },
    },
    {
      says: "opened as a signal",
      event: event({ event: "opened", ip: "192.0.2.1" }),
      item: { type: "signal", kind: "shown", detail: "opened" },
    },
    {
      says: "clicked as a signal",
      event: event({ event: "clicked", url: "https://example.org/" }),
      item: { type: "signal", kind: "link-fetched" },
    },
    {
      says: "accepted as a note that uses up the token",
      event: event({ event: "accepted" }),
      item: { type: "signal", kind: "received", detail: "accepted", nonce: expect.any(String) },
    },
  ],
  post(event) {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const token = "651869375b9df3c98fc15c4889b102119add1235c38fc92824";
    const signature = createHmac("sha256", SIGNING_KEY)
      .update(timestamp + token)
      .digest("hex");
    const { "user-variables": variables, ...facts } = event as { "user-variables": { relance: string } };
    const told = { ...facts, "user-variables": { relance: bound(variables.relance) } };
    return posted({ signature: { timestamp, token, signature }, "event-data": told }, {});
  },
  unsigned(request: InboundRequest) {
    const { "event-data": event } = JSON.parse(Buffer.from(request.body).toString("utf8"));
    return posted({ "event-data": event }, {});
  },
  contract: { isReportSigned: false },
};

presetTests("mailgun", mailgun);

it("calls the European endpoint for a European domain, which is unknown elsewhere", async () => {
  const { mailgun: preset } = await import("../../src/presets/mailgun.ts");
  const options = { apiKey: "k", domain: "mg.example.org" } as const;
  expect(preset.endpoint({ ...options, region: "eu" })).toBe("https://api.eu.mailgun.net");
  expect(preset.endpoint(options)).toBe("https://api.mailgun.net");
});

it.each([
  { what: "over nothing", key: SIGNING_KEY, timestamp: "", token: "" },
  { what: "by another key", key: "another-key", timestamp: "1375948801", token: "651869375b9df3c9" },
])("accepts no signature $what", async ({ key, timestamp, token }) => {
  const email = httpEmail(mailgun.options("https://service.example"));
  const signature = createHmac("sha256", key)
    .update(timestamp + token)
    .digest("hex");
  const request = posted(
    { signature: { timestamp, token, signature }, "event-data": event({ event: "delivered" }) },
    {},
  );
  expect(() => email.receipts?.verify?.(request)).toThrow("does not match");
});

it("does not blame the account for a failed request: 402 does not concern payment there", async () => {
  await using service = await startMailService(mailgun.service);
  service.mode({ status: 402, body: '{"message":"Request Failed"}' });
  const email = httpEmail(mailgun.options(service.url));
  await expect(email.send(message, { signal })).rejects.toMatchObject({
    code: "provider/refused",
    accountFault: false,
  });
  await email.close?.();
});
