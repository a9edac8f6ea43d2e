import { type KeyObject, verify as verifySignature, X509Certificate } from "node:crypto";
import { type InboundRequest, WebhookError } from "@relance/spec";
import { parseJson } from "../field-path.ts";
import { createHttpCaller, type HttpCaller } from "../http-caller.ts";
import { awsEndpoint } from "./signing.ts";

/** Amazon SNS topics whose notifications are accepted. */
export interface SnsTopics {
  /** Anyone may create a topic, and SNS signs for all of them: only these are ours. */
  readonly topicArns: readonly string[];
  /** Base URL of SNS. @default the topic's region, at amazonaws.com */
  readonly endpoint?: string | undefined;
}

/** Verifies and unwraps SNS posts. */
export interface SnsProof {
  /**
   * Refuses posts that SNS did not sign, or of another topic.
   * @throws {WebhookError} `webhook/bad-signature`, and `webhook/overloaded` if its certificate cannot be fetched
   */
  verify(request: InboundRequest): Promise<void>;
  /**
   * The event in a verified request; `undefined` without one. Confirms subscriptions.
   * @throws {WebhookError} `webhook/unreadable`, `webhook/bad-signature`, and `webhook/overloaded` if SNS does not
   * answer
   */
  read(request: InboundRequest): Promise<unknown>;
}

const TOPIC = /^arn:aws[\w-]*:sns:([a-z]{2}[a-z0-9-]+):\d{12}:[\w-]+(\.fifo)?$/;

/** True for the ARN of an SNS topic. */
export function isTopicArn(text: string): boolean {
  return TOPIC.test(text);
}

/** The signed fields per message type, in this order. */
const CONFIRMATION = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
const SIGNED: ReadonlyMap<string, readonly string[]> = new Map([
  ["Notification", ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]],
  ["SubscriptionConfirmation", CONFIRMATION],
  ["UnsubscribeConfirmation", CONFIRMATION],
]);
/** By `SignatureVersion`. */
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ["1", "sha1"],
  ["2", "sha256"],
]);

/** Anyone can name a certificate before a signature is checked: 20 fetches in a row, then one every three seconds. */
const FETCHES = 20;
const FETCH_EVERY_MS = 3_000;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Verifies and unwraps Amazon SNS posts, signed by a certificate that SNS itself serves. Subscriptions of our topics
 * are confirmed.
 *
 * Certificates and confirmations are fetched only from SNS in the topic's region, whatever address a request names, and
 * at most 20 certificates in a row. If a fetch fails the answer is 503, because SNS never repeats after a 4xx.
 */
export function snsProof({ topicArns, endpoint }: SnsTopics): SnsProof {
  const caller = createHttpCaller({
    provider: "amazon-sns",
    addresses: endpoint === undefined ? "public" : "any",
    timeoutMs: 5_000,
    connections: 2,
  });
  const certificates = new Map<string, Promise<KeyObject>>();
  let fetchesUntil = 0;

  function originOf(topicArn: string): string {
    return new URL(endpoint ?? awsEndpoint("sns", TOPIC.exec(topicArn)?.[1] ?? "")).origin;
  }

  /** Fetched certificates are cached: SNS uses one for months, so a flood of other names cannot lock the genuine one out. */
  async function keyAt(url: URL): Promise<KeyObject> {
    const known = certificates.get(url.href);
    if (known !== undefined) return known;
    const now = performance.now();
    if (fetchesUntil > now + (FETCHES - 1) * FETCH_EVERY_MS) throw new Error("too many certificates were named");
    fetchesUntil = Math.max(fetchesUntil, now) + FETCH_EVERY_MS;
    const key = fetched(caller, url).then((pem) => new X509Certificate(pem).publicKey);
    certificates.set(url.href, key);
    key.catch(() => certificates.delete(url.href));
    return key;
  }

  return {
    async verify(request) {
      const fields = fieldsOf(request);
      const topicArn = textOf(fields, "TopicArn");
      const names = SIGNED.get(textOf(fields, "Type"));
      const algorithm = ALGORITHMS.get(textOf(fields, "SignatureVersion"));
      if (names === undefined || algorithm === undefined) throw notProven("it is not a signed message of SNS");
      if (!topicArns.includes(topicArn)) throw notProven("TopicArn is no topic of ours");
      const url = ofSns(textOf(fields, "SigningCertURL"), originOf(topicArn));
      const isCertificate = /^\/SimpleNotificationService-[\w-]+\.pem$/.test(`${url?.pathname}${url?.search}`);
      if (url === undefined || !isCertificate) {
        throw notProven("SigningCertURL is not of SNS");
      }
      const key = await keyAt(url).catch((cause: unknown) => {
        throw new WebhookError("webhook/overloaded", "the certificate of SNS could not be fetched", { cause });
      });
      const there = names.filter((name) => typeof fields[name] === "string");
      const signed = Buffer.from(there.map((name) => `${name}\n${fields[name]}\n`).join(""));
      const isGenuine = verifySignature(algorithm, signed, key, Buffer.from(textOf(fields, "Signature"), "base64"));
      if (!isGenuine) throw notProven("the signature does not fit");
    },
    async read(request) {
      const fields = fieldsOf(request);
      const type = textOf(fields, "Type");
      const topicArn = textOf(fields, "TopicArn");
      if (type === "SubscriptionConfirmation") {
        const url = isTopicArn(topicArn) ? ofSns(textOf(fields, "SubscribeURL"), originOf(topicArn)) : undefined;
        if (url === undefined) throw notProven("SubscribeURL is not of SNS");
        await fetched(caller, url).catch((cause: unknown) => {
          throw new WebhookError("webhook/overloaded", "the subscription could not be confirmed", { cause });
        });
        return undefined;
      }
      if (type === "UnsubscribeConfirmation") return undefined;
      if (type !== "Notification") throw new WebhookError("webhook/unreadable", "Type is none of SNS");
      return parseJson(textOf(fields, "Message")); // SNS sends a greeting in prose when the destination is set up
    },
  };
}

/** A body that is not JSON has no fields, and therefore no proof. */
function fieldsOf({ body }: InboundRequest): Fields {
  const json = parseJson(Buffer.from(body).toString("utf8"));
  return typeof json === "object" && json !== null ? (json as Fields) : {};
}

function textOf(fields: Fields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === "string" ? value : "";
}

/** An address at that origin; `undefined` for any other. */
function ofSns(address: string, origin: string): URL | undefined {
  const url = URL.parse(address);
  return url !== null && url.origin === origin && url.username === "" ? url : undefined;
}

async function fetched(caller: HttpCaller, url: URL): Promise<string> {
  const { status, text } = await caller.call({ method: "GET", url, signal: new AbortController().signal });
  if (status === 200) return text;
  throw new Error(`HTTP ${status}`);
}

function notProven(fact: string): WebhookError {
  return new WebhookError("webhook/bad-signature", fact);
}
