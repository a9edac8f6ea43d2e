import { assertFitForMail, attemptTag, optOutHeaders } from "@relance/provider-kit";
import type { Message } from "@relance/spec";
import { KIND, type Mail, type SenderOptions } from "./email-description.ts";

export function buildMail(message: Message<"email">, { from, name, replyTo }: SenderOptions): Mail {
  assertFitForMail(KIND, message);
  const { to, content, attemptId, callbackUrl } = message;
  return {
    to,
    from,
    name: name || undefined,
    replyTo,
    subject: content.subject,
    text: content.text,
    html: content.html,
    headers: optOutHeaders(KIND, message),
    attachments: (content.attachments ?? []).map(({ filename, base64, contentType }) => {
      return { filename, base64, contentType: contentType ?? "application/octet-stream" };
    }),
    tag: attemptTag(attemptId, callbackUrl),
  };
}

/** Returns `"Job centre" <help@example.org>`, for services that expect the sender as one text. */
export function mailbox(address: string, name: string | undefined): string {
  return name === undefined ? address : `"${name.replace(/["\\]/g, "\\$&")}" <${address}>`;
}
