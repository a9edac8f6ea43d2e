import { verify as verifySignature } from "node:crypto";
import { type InboundRequest, WebhookError } from "@relance/spec";
import { bodyText, parseJson } from "../field-path.ts";
import { createHttpCaller } from "../http-caller.ts";
import { type CertificateAnswer, createCertificates } from "./certificates.ts";
import { awsEndpoint } from "./signing.ts";

export interface SnsTopics {
  /** The accepted topics. SNS signs for every topic, and any AWS account can create one. */
  readonly topicArns: readonly string[];
  /** Base URL of SNS. @default the topic's region, at amazonaws.com */
  readonly endpoint?: string | undefined;
}

export interface SnsProof {
  /** Refuses posts that SNS did not sign. @throws {WebhookError} `webhook/bad-signature`, `webhook/overloaded` */
  verify(request: InboundRequest): Promise<void>;
  /** Returns the event of a request, and confirms subscriptions. @throws {WebhookError} also `webhook/unreadable` */
  read(request: InboundRequest): Promise<unknown>;
}

const TOPIC = /^arn:aws[\w-]*:sns:([a-z]{2}[a-z0-9-]+):\d{12}:[\w-]+(\.fifo)?$/;

/** Returns whether a text is the ARN of an SNS topic. */
export function isTopicArn(text: string): boolean {
  return TOPIC.test(text);
}

/** The signed fields of each message type, in the order in which they are signed. */
const CONFIRMATION = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
const SIGNED: ReadonlyMap<string, readonly string[]> = new Map([
  ["Notification", ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]],
  ["SubscriptionConfirmation", CONFIRMATION],
  ["UnsubscribeConfirmation", CONFIRMATION],
]);
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ["1", "sha1"],
  ["2", "sha256"],
]);

type Fields = Readonly<Record<string, unknown>>;

/** Verifies and unwraps SNS posts. A failed fetch gets the answer 503: SNS repeats no post after a 4xx. */
export function snsProof({ topicArns, endpoint }: SnsTopics): SnsProof {
  const caller = createHttpCaller({
    provider: "amazon-sns",
    addresses: endpoint === undefined ? "public" : "any",
    timeoutMs: 5_000,
    connections: 2,
  });
  const ask = (url: URL): Promise<CertificateAnswer> =>
    caller.call({ method: "GET", url, signal: new AbortController().signal });
  const keyAt = createCertificates(ask);

  function topicOrigin(topicArn: string): string {
    return new URL(endpoint ?? awsEndpoint("sns", TOPIC.exec(topicArn)?.[1] ?? "")).origin;
  }

  return {
    async verify(request) {
      const fields = readFields(request);
      const topicArn = readText(fields, "TopicArn");
      const names = SIGNED.get(readText(fields, "Type"));
      const algorithm = ALGORITHMS.get(readText(fields, "SignatureVersion"));
      if (names === undefined || algorithm === undefined) throw notProven("the body is not a signed SNS message");
      if (!topicArns.includes(topicArn)) throw notProven("TopicArn is not the configured topic");
      const url = ofSns(readText(fields, "SigningCertURL"), topicOrigin(topicArn));
      // without a fragment or a password, which would make one certificate many
      const isCertificate = /^\/SimpleNotificationService-[\w-]+\.pem$/.test(url?.href.slice(url.origin.length) ?? "");
      if (url === undefined || !isCertificate) {
        throw notProven("SigningCertURL is not an SNS address");
      }
      const key = await keyAt(url).catch((cause: unknown) => {
        throw new WebhookError("webhook/overloaded", "the certificate of SNS could not be fetched", { cause });
      });
      const there = names.filter((name) => typeof fields[name] === "string");
      const signed = Buffer.from(there.map((name) => `${name}\n${fields[name]}\n`).join(""));
      const isGenuine = verifySignature(algorithm, signed, key, Buffer.from(readText(fields, "Signature"), "base64"));
      if (!isGenuine) throw notProven("the signature does not match");
    },
    async read(request) {
      const fields = readFields(request);
      const type = readText(fields, "Type");
      const topicArn = readText(fields, "TopicArn");
      if (type === "SubscriptionConfirmation") {
        const url = isTopicArn(topicArn) ? ofSns(readText(fields, "SubscribeURL"), topicOrigin(topicArn)) : undefined;
        if (url === undefined) throw notProven("SubscribeURL is not an SNS address");
        const answer = await ask(url).catch((cause: unknown) => ({ status: 0, cause }));
        if (answer.status === 200) return undefined;
        throw new WebhookError("webhook/overloaded", "the subscription could not be confirmed", { cause: answer });
      }
      if (type === "UnsubscribeConfirmation") return undefined;
      if (type !== "Notification") throw new WebhookError("webhook/unreadable", "Type is not an SNS message type");
      return parseJson(readText(fields, "Message")); // when the destination is created, AWS sends a text that is not JSON
    },
  };
}

/** Parses the fields of a body. If the body is not JSON, there are no fields, and verification fails. */
function readFields({ body }: InboundRequest): Fields {
  const json = parseJson(bodyText({ body }));
  return typeof json === "object" && json !== null ? (json as Fields) : {};
}

function readText(fields: Fields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === "string" ? value : "";
}

function ofSns(address: string, origin: string): URL | undefined {
  const url = URL.parse(address);
  return url !== null && url.origin === origin && url.username === "" ? url : undefined;
}

function notProven(fact: string): WebhookError {
  return new WebhookError("webhook/bad-signature", fact);
}
