import { ConfigError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type HttpEmailOptions, httpEmail } from "../src/index.ts";
import { message, signal } from "./support/preset-tests.ts";

const preset = { preset: "postmark", serverToken: "t", from: "help@example.org" } as const;
const aws = {
  preset: "ses",
  region: "eu-west-3",
  credentials: { accessKeyId: "AKIA", secretAccessKey: "s" },
  from: "help@example.org",
} as const;
const events = {
  proof: { verify: () => undefined },
  kind: ["event"],
  meanings: { delivered: "delivered" },
  tag: "tag",
  recipient: "to",
} as const;
const own = {
  vendor: "v",
  from: "help@example.org",
  url: "https://relay.example/",
  write: () => ({}),
  ref: "id",
  events,
} as const;

function problemsOf(options: unknown): readonly { readonly path: string; readonly advice: string }[] {
  try {
    httpEmail(options as HttpEmailOptions);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, advice }) => ({ path, advice }));
    throw error;
  }
}

describe("options", () => {
  it.each([preset, aws, own])("that are valid are accepted", (options) => expect(problemsOf(options)).toEqual([]));

  it.each<{ path: string; options: object }>([
    { path: "preset", options: { ...preset, preset: "pigeon" } },
    { path: "serverToken", options: { ...preset, serverToken: "" } },
    { path: "webhook", options: { ...preset, webhook: { user: "u", password: "" } } },
    { path: "endpoint", options: { ...preset, endpoint: "http://api.example.org" } },
    { path: "from", options: { ...preset, from: "Help <help@example.org>" } },
    { path: "replyTo", options: { ...preset, replyTo: "a@example.org, b@example.org" } },
    { path: "name", options: { ...preset, name: "Job\ncentre" } },
    { path: "timeout", options: { ...preset, timeout: "0s" } },
    { path: "concurrency", options: { ...preset, concurrency: 1.5 } },
    { path: "perSecond", options: { ...preset, perSecond: 0 } },
    { path: "apiKey", options: { preset: "sendgrid", from: "help@example.org" } },
    {
      path: "verificationKey",
      options: { preset: "sendgrid", apiKey: "k", verificationKey: "abc", from: "help@example.org" },
    },
    {
      path: "apiKey",
      options: { preset: "brevo", apiKey: "a-key-out-of-a-file\n", from: "help@example.org" },
    },
    { path: "region", options: { preset: "sendgrid", apiKey: "k", region: "fr", from: "help@example.org" } },
    {
      path: "region",
      options: { preset: "mailgun", apiKey: "k", domain: "m.example", region: "EU", from: "help@example.org" },
    },
    { path: "headers.authorization", options: { ...own, headers: { authorization: "Bearer k\n" } } },
    { path: "domain", options: { preset: "mailgun", apiKey: "k", domain: "a/b", from: "help@example.org" } },
    {
      path: "signingKey",
      options: { preset: "mailgun", apiKey: "k", domain: "a.example", signingKey: [""], from: "help@example.org" },
    },
    {
      path: "signingSecret",
      options: { preset: "resend", apiKey: "k", signingSecret: "secret", from: "help@example.org" },
    },
    { path: "webhookToken", options: { preset: "brevo", apiKey: "k", webhookToken: "", from: "help@example.org" } },
    { path: "region", options: { ...aws, region: "Paris" } },
    { path: "credentials", options: { ...aws, credentials: { accessKeyId: "AKIA" } } },
    { path: "topicArn", options: { ...aws, configurationSet: "c", topicArn: "mail-events" } },
    { path: "configurationSet", options: { ...aws, topicArn: "arn:aws:sns:eu-west-3:123456789012:t" } },
    { path: "snsEndpoint", options: { ...aws, snsEndpoint: "http://sns.example.org" } },
    { path: "vendor", options: { ...own, vendor: " " } },
    { path: "url", options: { ...own, url: "relay.example" } },
    { path: "probe", options: { ...own, probe: "http://relay.example" } },
    { path: "write", options: { ...own, write: undefined } },
    { path: "ref", options: { ...own, ref: undefined } },
    { path: "errorCode", options: { ...own, errorCode: "a[x]" } },
    { path: "errors.x", options: { ...own, errors: { x: "nonsense" } } },
    { path: "events.proof", options: { ...own, events: { ...events, proof: undefined } } },
    { path: "events.kind", options: { ...own, events: { ...events, kind: [] } } },
    { path: "events.tag", options: { ...own, events: { ...events, tag: undefined } } },
    { path: "events.recipient", options: { ...own, events: { ...events, recipient: "a..b" } } },
    {
      path: "events.meanings.x",
      options: { ...own, events: { ...events, meanings: { delivered: "delivered", x: "lost" } } },
    },
    { path: "events.meanings", options: { ...own, events: { ...events, meanings: { x: "bounced" } } } },
  ])("that are wrong in $path are refused at the start", ({ path, options }) => {
    expect(problemsOf(options).map((problem) => problem.path)).toEqual([path]);
  });

  it("name all missing values in the vendor's terms", () => {
    expect(problemsOf({ preset: "sendgrid", from: "nobody" })).toEqual([
      { path: "apiKey", advice: "write the API key with the permission Mail Send, from Settings › API Keys" },
      { path: "from", advice: "write one plain mailbox such as help@example.org" },
    ]);
  });
});

describe("the declared capabilities", () => {
  it("include no receipts if events cannot be verified", () => {
    const email = httpEmail(preset);
    expect(email.capabilities).toMatchObject({ receipts: false, replies: false });
    expect(email).not.toHaveProperty("receipts");
  });
});

describe("a mail that cannot be sent", () => {
  it.each([
    { what: "two mailboxes", change: { to: "a@example.org,b@example.org" }, code: "provider/bad-recipient" },
    {
      what: "a subject of two lines",
      change: { content: { subject: "a\nBcc: b@example.org", text: "" } },
      code: "provider/bad-content",
    },
  ])("with $what is refused before the request", async ({ change, code }) => {
    const email = httpEmail({ ...preset, endpoint: "http://127.0.0.1:9" });
    await expect(email.send({ ...message, ...change }, { signal })).rejects.toMatchObject({
      code,
      outcome: "not-sent",
    });
    await email.close?.();
  });
});
