import { isSafeTarget } from "@relance/provider-kit";
import { AwsV4Signer } from "aws4fetch";
import type { UnsignedRequest } from "../email-description.ts";
import { deadAfter, type Preset, under } from "../preset.ts";
import { awsEndpoint, isTopicArn, snsProof } from "../sns.ts";
import { mailbox } from "../write-mail.ts";

/** Amazon SES, API v2. */
export interface SesOptions {
  /** Such as `eu-west-3`. */
  readonly region: string;
  /**
   * Keys, or what hands them out: `fromNodeProviderChain()` of `@aws-sdk/credential-providers` for the roles of a machine. It is
   * called for each mail, and should remember what it has.
   */
  readonly credentials: AwsCredentials | (() => Promise<AwsCredentials>);
  /** The configuration set whose events go to {@link topicArn}. */
  readonly configurationSet?: string | undefined;
  /** The SNS topic of the configuration set's events, or several. @default none: no receipts */
  readonly topicArn?: string | readonly string[] | undefined;
  /** Another address of SNS, or of what stands in for it in a test. @default the topic's region, at amazonaws.com */
  readonly snsEndpoint?: string | undefined;
}

/** Keys of AWS, with the permission `ses:SendEmail`. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** @see docs/providers/http-email.md#amazon-ses */
export const ses: Preset<SesOptions> = {
  asks: {
    region: "write the region in which the sender is verified, such as eu-west-3",
    credentials: "write { accessKeyId, secretAccessKey } of a user or role that may ses:SendEmail",
  },
  endpoint: ({ region }) => awsEndpoint("email", region),
  check({ region, credentials, configurationSet, topicArn = [], snsEndpoint = "https://sns.example" }, expect) {
    expect(/^[a-z]{2}[a-z0-9-]+$/.test(region), "region", "write a region such as eu-west-3");
    const areKeys =
      typeof credentials === "function" || Boolean(credentials.accessKeyId && credentials.secretAccessKey);
    expect(areKeys, "credentials", "write { accessKeyId, secretAccessKey }, or a function that gives them");
    const sns = URL.parse(snsEndpoint);
    expect(sns !== null && isSafeTarget(sns), "snsEndpoint", "write https://…; plain http is for private addresses");
    const topics = [topicArn].flat();
    expect(topics.every(isTopicArn), "topicArn", "write arn:aws:sns:…, as the topic's page shows it");
    const isFed = topics.length === 0 || Boolean(configurationSet);
    expect(isFed, "configurationSet", "name the configuration set that publishes events to topicArn");
  },
  describe: ({ region, credentials, configurationSet, topicArn, snsEndpoint }, endpoint) => ({
    vendor: "amazon-ses",
    url: under(endpoint, "/v2/email/outbound-emails"),
    write: ({ to, from, name, replyTo, subject, text, html, headers, attachments, tag }) => ({
      FromEmailAddress: sender(from, name),
      Destination: { ToAddresses: [to] },
      ReplyToAddresses: replyTo === undefined ? undefined : [replyTo],
      Content: {
        Simple: {
          Subject: utf8(subject),
          Body: { Text: utf8(text), Html: html === undefined ? undefined : utf8(html) },
          Headers: Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
          Attachments: attachments.map(({ filename, contentType, base64 }) => ({
            FileName: filename,
            ContentType: contentType,
            ContentDisposition: "ATTACHMENT",
            ContentTransferEncoding: "BASE64",
            RawContent: base64,
          })),
        },
      },
      EmailTags: [{ Name: "relance", Value: tag }],
      ConfigurationSetName: configurationSet,
    }),
    sign: (request) => signed(request, region, credentials),
    ref: "MessageId",
    errorCode: { header: "x-amzn-errortype", match: /^(?:[^:]*#)?(\w+)/ },
    errors: {
      TooManyRequestsException: "throttled",
      ThrottlingException: "throttled", // with a 400
      LimitExceededException: "account",
      AccountSuspendedException: "account",
      SendingPausedException: "account",
      NotFoundException: "account", // of the configuration set: no mail at all would leave
      MailFromDomainNotVerifiedException: "bad-sender",
      MessageRejected: "refused",
      ExpiredTokenException: "unauthorized",
      RequestExpired: "unauthorized",
      IncompleteSignature: "unauthorized",
      MissingAuthenticationToken: "unauthorized",
    },
    statuses: { "413": "bad-content" },
    ...(topicArn !== undefined && {
      events: {
        proof: snsProof({ topicArns: [topicArn].flat(), endpoint: snsEndpoint }),
        kind: [
          "eventType",
          "bounce.bounceType",
          "bounce.bounceSubType",
          "bounce.bouncedRecipients[0].status",
          "complaint.complaintSubType",
          "complaint.complaintFeedbackType",
        ],
        meanings: {
          Delivery: "delivered",
          DeliveryDelay: "deferred",
          Bounce: "bounced",
          "Bounce Permanent NoEmail": "dead",
          ...deadAfter("Bounce Permanent General"),
          Reject: "bounced",
          Complaint: "complained",
          "Complaint OnAccountSuppressionList": "bounced", // nothing was sent
          "Complaint not-spam": "noted",
          "Complaint auth-failure": "noted",
          "Complaint virus": "noted",
          Open: "opened",
          Click: "clicked",
        },
        tag: "mail.tags.relance[0]",
        recipient: "mail.destination[0]",
        code: ["bounce.bouncedRecipients[0].status", "bounce.bounceSubType"],
        at: ["delivery", "bounce", "complaint", "deliveryDelay", "open", "click"].map((name) => `${name}.timestamp`),
        retryMs: 60_000, // three times, unless the topic's delivery policy says more
      },
    }),
  }),
};

function utf8(text: string): object {
  return { Data: text, Charset: "UTF-8" };
}

async function signed(
  { method, url, headers, body }: UnsignedRequest,
  region: string,
  credentials: SesOptions["credentials"],
): Promise<Readonly<Record<string, string>>> {
  const { accessKeyId, secretAccessKey, sessionToken } =
    typeof credentials === "function" ? await credentials() : credentials;
  const signer = new AwsV4Signer({
    method,
    url,
    headers,
    body: new Uint8Array(body),
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    service: "ses",
    region,
  });
  return Object.fromEntries((await signer.sign()).headers);
}

/** SES takes ASCII alone: another name is written in encoded words of at most 75 characters (RFC 2047). */
function sender(address: string, name: string | undefined): string {
  if (name === undefined || /^[\x20-\x7e]*$/.test(name)) return mailbox(address, name);
  const words: string[] = [];
  for (const character of name) {
    const word = words.at(-1);
    if (word !== undefined && Buffer.byteLength(word + character) <= 42) words[words.length - 1] = word + character;
    else words.push(character);
  }
  return `${words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString("base64")}?=`).join(" ")} <${address}>`;
}
