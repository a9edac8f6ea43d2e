import { AWS_ERRORS, type AwsOptions, awsEndpoint, awsSigner, checkAws, snsProof } from "@relance/provider-kit/aws";
import { deadAfter, type Preset, under } from "../preset.ts";
import { mailbox } from "../write-mail.ts";

/** Amazon SES, API v2. The credentials need the permission `ses:SendEmail`. */
export type SesOptions = AwsOptions;

export const ses: Preset<SesOptions> = {
  asks: {
    region: "write the region in which the sender is verified, such as eu-west-3",
    credentials: "write { accessKeyId, secretAccessKey } of a user or role that may ses:SendEmail",
  },
  endpoint: ({ region }) => awsEndpoint("email", region),
  check: checkAws,
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
    sign: awsSigner("ses", region, credentials),
    ref: "MessageId",
    errorCode: { header: "x-amzn-errortype", match: /^(?:[^:]*#)?(\w+)/ },
    errors: {
      ...AWS_ERRORS,
      TooManyRequestsException: "throttled",
      LimitExceededException: "account",
      AccountSuspendedException: "account",
      SendingPausedException: "account",
      NotFoundException: "account", // if the configuration set does not exist, every mail fails
      MailFromDomainNotVerifiedException: "bad-sender",
      MessageRejected: "refused",
    },
    statuses: { "413": "bad-content" },
    ...(topicArn !== undefined && {
      events: {
        proof: snsProof({ topicArns: [topicArn].flat(), endpoint: snsEndpoint }),
        enterAt: "SNS › the topic of the event destination › Create subscription: HTTPS, without raw message delivery",
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
          "Complaint OnAccountSuppressionList": "bounced", // SES suppressed the address before, and did not send this mail
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
        retriesFor: "1m", // SNS makes three attempts, unless the topic's delivery policy sets more retries
      },
    }),
  }),
};

function utf8(text: string): object {
  return { Data: text, Charset: "UTF-8" };
}

/** SES accepts only ASCII. Other names become encoded words of at most 75 characters (RFC 2047). */
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
