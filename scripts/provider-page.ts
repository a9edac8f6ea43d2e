import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { apnsApp } from "@relance/provider-apns";
import { fcmApp } from "@relance/provider-fcm";
import { httpEmail } from "@relance/provider-http-email";
import { httpSms } from "@relance/provider-http-sms";
import { nodemailerEmail } from "@relance/provider-nodemailer";
import { twilioSms } from "@relance/provider-twilio";
import type { Provider } from "@relance/spec";
import { ROOT } from "../test/support/repository.ts";

/**
 * One row of the provider table: a link to the page, an instance with example settings, how relance verifies reports,
 * and the vendor's documented rate.
 */
type FakeVendor = readonly [
  link: string,
  provider: Pick<Provider, "channel" | "capabilities" | "lookup">,
  proof: string,
  rate: string,
];

/** Table cell for a rate that the vendor does not document. */
const UNTOLD = "–";

const key = "a-key-of-nobody-0123456789abcdef";
const from = "+33700000001"; // a number, because recipients cannot reply to an alphanumeric sender
const mail = { from: "help@example.org" };
const ed25519 = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" }).x ?? "";
const ecdsa = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "der", type: "spki" });
const pem = { format: "pem", type: "pkcs8" } as const;
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export(pem).toString();
const p256 = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export(pem).toString();
const sms = (name: string): string => `[${name}](sms/${name.toLowerCase()}.md)`;
const email = (name: string): string => `[${name}](http-email.md#${name.toLowerCase().replace(" ", "-")})`;

const FAR_ENDS: readonly FakeVendor[] = [
  [
    "[Twilio](twilio.md)",
    twilioSms({ accountSid: `AC${"0".repeat(32)}`, authToken: key, from: "+33639980000" }),
    "Twilio's signature over the form",
    "limit per sender: 1 segment/s for a long number",
  ],
  [
    sms("Vonage"),
    httpSms({ preset: "vonage", apiKey: key, apiSecret: key, from }),
    "a token over the body (JWT), or our signature in the URL",
    UNTOLD,
  ],
  [
    sms("Infobip"),
    httpSms({ preset: "infobip", endpoint: "https://x.api.infobip.com", apiKey: key, from }),
    "our signature in the URL",
    "no fixed rate for SMS",
  ],
  [
    sms("Bird"),
    httpSms({ preset: "bird", accessKey: key, from }),
    "a token over the URL (JWT), or our signature in it",
    UNTOLD,
  ],
  [
    sms("Telnyx"),
    httpSms({ preset: "telnyx", apiKey: key, from, publicKey: Buffer.from(ed25519, "base64url").toString("base64") }),
    "Ed25519 over time and body, or our signature in the URL",
    "50/s per account, 0.1/s per number or name",
  ],
  [sms("Plivo"), httpSms({ preset: "plivo", authId: key, authToken: key, from }), "our signature in the URL", UNTOLD],
  [
    sms("Sinch"),
    httpSms({ preset: "sinch", servicePlanId: key, apiToken: key, from }),
    "our signature in the URL",
    "a limit per service plan, with a queue at Sinch",
  ],
  [
    sms("46elks"),
    httpSms({ preset: "46elks", username: key, password: key, from }),
    "our signature in the URL",
    UNTOLD,
  ],
  [sms("Brevo"), httpSms({ preset: "brevo", apiKey: key, from }), "our signature in the URL", "150/s"],
  [
    sms("OVH"),
    httpSms({
      preset: "ovh",
      service: "s",
      applicationKey: key,
      applicationSecret: key,
      consumerKey: key,
      from,
      callbackToken: key,
    }),
    "a token in the URL",
    UNTOLD,
  ],
  [
    sms("AWS"),
    httpSms({
      preset: "aws",
      region: "eu-west-1",
      credentials: { accessKeyId: key, secretAccessKey: key },
      from,
      configurationSet: "relance",
      topicArn: "arn:aws:sns:eu-west-1:123456789012:relance",
    }),
    "the signature of SNS, with a certificate",
    "a number of segments per sender and country",
  ],
  [
    email("Amazon SES"),
    httpEmail({
      ...mail,
      preset: "ses",
      region: "eu-west-1",
      credentials: { accessKeyId: key, secretAccessKey: key },
      configurationSet: "relance",
      topicArn: "arn:aws:sns:eu-west-1:123456789012:relance",
    }),
    "the signature of SNS, with a certificate",
    "set for each account",
  ],
  [
    email("SendGrid"),
    httpEmail({ ...mail, preset: "sendgrid", apiKey: key, verificationKey: ecdsa.toString("base64") }),
    "ECDSA over time and body",
    "stated in the headers of the vendor's answers",
  ],
  [
    email("Resend"),
    httpEmail({
      ...mail,
      preset: "resend",
      apiKey: key,
      signingSecret: `whsec_${Buffer.from(key).toString("base64")}`,
    }),
    "HMAC over id, time and body",
    "5/s per team",
  ],
  [
    email("Mailgun"),
    httpEmail({ ...mail, preset: "mailgun", apiKey: key, domain: "example.org", signingKey: key }),
    "HMAC over time and token, and relance's HMAC over attempt and recipient",
    UNTOLD,
  ],
  [
    email("Postmark"),
    httpEmail({ ...mail, preset: "postmark", serverToken: key, webhook: { user: "relance", password: key } }),
    "a password",
    UNTOLD,
  ],
  [email("Brevo"), httpEmail({ ...mail, preset: "brevo", apiKey: key, webhookToken: key }), "a token", "1,000/s"],
  [
    "[SMTP](nodemailer.md)",
    nodemailerEmail({ url: "smtp://127.0.0.1:2525", ...mail }),
    "the return path of each mail, only for bounces",
    "the limit of your own server",
  ],
  [
    "[FCM](fcm.md)",
    fcmApp({ serviceAccount: { project_id: "nobody", client_email: "nobody@nobody.example", private_key: rsa } }),
    "our signature in the URL, because the app reports",
    "10,000/s per project",
  ],
  [
    "[APNs](apns.md)",
    apnsApp({ key: p256, keyId: "ABC123DEFG", teamId: "DEF123GHIJ", topic: "org.example.app" }),
    "our signature in the URL, because the app reports",
    UNTOLD,
  ],
];

/** Returns the table of docs/providers/README.md with the capabilities that each provider declares. */
export function providerTable(): string {
  const rows = FAR_ENDS.map(([link, provider, proof, rate]) => {
    const { channel, capabilities, lookup } = provider;
    const { receipts, replies, lookupIsAuthoritative = false, callbackRetryMs = 0 } = capabilities;
    const asked = lookup === undefined ? "no" : lookupIsAuthoritative ? "by our id" : "by its id";
    const missing = receipts ? (lookup === undefined ? "judged by the watch" : "looked up, then judged") : "nothing";
    const again = callbackRetryMs === 0 ? "not promised" : `for ${span(callbackRetryMs)}`;
    const cells = [link, channel, yes(receipts), proof, again, asked, yes(replies), rate, missing];
    return `| ${cells.join(" | ")} |`;
  });
  const head = [
    "vendor",
    "channel",
    "receipts",
    "proof",
    "repeated",
    "look-up",
    "replies",
    "rate",
    "a missing receipt is",
  ];
  return [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...rows].join("\n");
}

function yes(is: boolean): string {
  return is ? "yes" : "no";
}

function span(ms: number): string {
  return ms < 3_600_000 ? `${ms / 1_000} s` : `${Math.round(ms / 3_600_000)} h`;
}

const MARKS = ["<!-- written by npm run providers -->", "<!-- until here -->"] as const;

export function providerPage(page: string): string {
  const [before = "", after = ""] = [page.split(MARKS[0])[0], page.split(MARKS[1])[1]];
  return `${before}${MARKS[0]}\n\n${providerTable()}\n\n${MARKS[1]}${after}`;
}

export const PROVIDER_PAGE: string = join(ROOT, "docs/providers/README.md");

if (import.meta.main) writeFileSync(PROVIDER_PAGE, providerPage(readFileSync(PROVIDER_PAGE, "utf8")));
