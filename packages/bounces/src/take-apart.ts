import PostalMime, { type Email } from "postal-mime";
import { type Fields, fieldOf, readBlocks } from "./fields.ts";

/** Longest text of a part that is looked at, in characters. */
const MAX_TEXT = 65_536;
/** Nesting of the parts; reports have three or four levels. */
const MAX_DEPTH = 20;
const MAX_HEADER_BYTES = 131_072;

/** A mail in the pieces that matter here. */
export interface MailPieces {
  /** Header lines of the mail itself. */
  readonly headers: Fields;
  readonly subject: string;
  /** What was written for people. */
  readonly text: string;
  /** Machine-readable parts about the delivery (RFC 3464, RFC 6533). */
  readonly statuses: readonly string[];
  /** Machine-readable parts about a complaint (RFC 5965). */
  readonly feedbacks: readonly string[];
  /** The mail that is reported about, or its header lines, as far as they were returned. */
  readonly returned: string;
  /** `multipart/report`: it claims to be a report of the standard's form. */
  readonly isReport: boolean;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&" };

const STATUS = /^message\/(?:x-?)?(?:global-)?delivery-status$/;
const FEEDBACK = /^message\/(?:x-?)?feedback-report$/;
const RETURNED = /^(?:message\/(?:partial|rfc822|global|global-headers)|text\/rfc822-?headers)$/;

/**
 * Takes a mail apart.
 * @throws whatever the MIME parser cannot stand
 */
export async function takeApart(bytes: Uint8Array): Promise<MailPieces> {
  const mail = await PostalMime.parse(bytes, {
    forceRfc822Attachments: true,
    attachmentEncoding: "arraybuffer",
    maxNestingDepth: MAX_DEPTH,
    maxHeadersSize: MAX_HEADER_BYTES,
  });
  const headers = headersOf(mail);
  const parts = mail.attachments.map(({ mimeType, content }) => ({ type: mimeType, content }));
  const those = (type: RegExp) => parts.filter((part) => type.test(part.type)).map(({ content }) => textOf(content));
  return {
    headers,
    subject: (mail.subject ?? "").slice(0, 500),
    text: textOfMail(mail, bytes),
    statuses: those(STATUS),
    feedbacks: those(FEEDBACK),
    returned: those(RETURNED)[0] ?? "",
    isReport: /^multipart\/report\b/i.test(fieldOf(headers, "content-type")),
  };
}

function headersOf({ headers }: Email): Fields {
  const fields = new Map<string, string[]>();
  for (const { key, value } of headers) {
    const values = fields.get(key) ?? [];
    values.push(value.slice(0, 2_000));
    fields.set(key, values);
  }
  return fields;
}

/** Invalid UTF-8 becomes U+FFFD; the words that matter are ASCII. */
function textOf(content: ArrayBuffer | Uint8Array | string): string {
  if (typeof content === "string") return content.slice(0, MAX_TEXT);
  return new TextDecoder().decode(content.slice(0, MAX_TEXT));
}

/** A multipart whose boundary never comes has neither text nor parts: then its body is the text. */
function textOfMail({ text, html, attachments }: Email, bytes: Uint8Array): string {
  if (text !== undefined) return text.slice(0, MAX_TEXT);
  if (html !== undefined) return withoutTags(html);
  return attachments.length > 0 ? "" : bodyOf(textOf(bytes));
}

function bodyOf(mail: string): string {
  return mail.slice(Math.max(0, mail.search(/\r?\n\r?\n/)));
}

function withoutTags(html: string): string {
  return html
    .slice(0, MAX_TEXT)
    .replace(/<[^<>]{0,2000}>/g, " ")
    .replace(/&(lt|gt|amp|nbsp);/g, (_, name: string) => ENTITIES[name] ?? " ");
}

/** The header lines of the returned mail. */
export function returnedHeaders(returned: string): Fields {
  return readBlocks(returned.slice(0, 32_768).trimStart())[0] ?? new Map();
}
