import { hash } from "node:crypto";
import type { ReturnPaths } from "@relance/bounces";
import { assertFitForMail, mailboxDomain, optOutHeaders } from "@relance/provider-kit";
import type { Attachment, Message } from "@relance/spec";
import type { SendMailOptions } from "nodemailer";
import { KIND } from "./smtp-failure.ts";

export interface Sender {
  readonly from: string;
  readonly name: string | undefined;
  readonly replyTo: string | undefined;
  readonly paths: ReturnPaths | undefined;
}

/** One message in nodemailer's format, for exactly one recipient. */
export interface ComposedMail extends SendMailOptions {
  readonly messageId: string;
}

/** Composes one mail. Addresses are objects: nodemailer would parse a text as a list. @throws {ProviderError} */
export function composeMail(message: Message<"email">, sender: Sender): ComposedMail {
  const { attemptId, to, content, optOutUrl } = message;
  assertFitForMail(KIND, message);
  const { from, name = "", replyTo, paths } = sender;
  return {
    envelope: { from: paths?.write(attemptId, to) ?? from, to },
    ...(paths === undefined ? {} : { dsn: requestReports(attemptId, to) }),
    from: { name, address: from },
    to: { name: "", address: to },
    ...(replyTo === undefined ? {} : { replyTo: { name: "", address: replyTo } }),
    messageId: buildMessageId(message, from),
    subject: content.subject,
    text: content.text,
    ...(content.html === undefined ? {} : { html: content.html }),
    ...(content.attachments === undefined ? {} : { attachments: content.attachments.map(buildAttachment) }),
    headers: {
      "X-Relance-Attempt": attemptId,
      ...prepared(optOutUrl === undefined ? {} : { "X-Relance-Opt-Out": `<${optOutUrl}>` }),
      ...prepared(optOutHeaders(KIND, message)),
    },
  };
}

/** Asks servers that support RFC 3461 to report failures and delays. */
function requestReports(attemptId: string, to: string): NonNullable<SendMailOptions["dsn"]> {
  const isAscii = /^[\x21-\x7e]+$/.test(to);
  return {
    id: attemptId,
    return: "HDRS",
    notify: ["FAILURE", "DELAY"],
    ...(isAscii ? { recipient: `rfc822;${to}` } : {}),
  };
}

/** Derives a globally unique Message-ID from attempt id, recipient and links. Attempt ids are unique only per store. */
function buildMessageId({ attemptId, to, callbackUrl = "", optOutUrl = "" }: Message<"email">, from: string): string {
  const rest = hash("sha256", [attemptId, to, callbackUrl, optOutUrl].join("\n"), "hex").slice(0, 20);
  return `<${attemptId}.${rest}@${mailboxDomain(from)}>`;
}

/** Keeps a header on one line. If relays refold headers, signatures become invalid. */
function prepared(headers: Readonly<Record<string, string>>): NonNullable<SendMailOptions["headers"]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { prepared: true, value }]));
}

function buildAttachment({ filename, contentType, base64 }: Attachment) {
  return { filename, content: base64, encoding: "base64", ...(contentType === undefined ? {} : { contentType }) };
}
