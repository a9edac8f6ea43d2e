import PostalMime, { type Email } from "postal-mime";

/** The fields of a block, by their name in lower case. Continuation lines are joined. */
export type Fields = ReadonlyMap<string, readonly string[]>;

const MAX_BLOCKS = 200;
const MAX_VALUE = 4_000;

/** If a block repeats one of these fields, another recipient begins. Some servers omit the empty line in between. */
const NAMES_RECIPIENT = /^(?:final|original)-recipient$/i;

/** Returns the value of the first of these fields that has a value, or "". */
export function readField(fields: Fields, ...names: readonly string[]): string {
  for (const name of names) {
    const value = fields.get(name)?.[0];
    if (value !== undefined && value !== "") return value;
  }
  return "";
}

/** Reads blocks of `Name: value` lines. Accepts the irregular spaces, letter cases and line breaks of real reports. */
export function readBlocks(text: string): readonly Fields[] {
  const blocks: Map<string, string[]>[] = [];
  let block = new Map<string, string[]>();
  let last: string[] | undefined;
  const close = () => {
    if (block.size > 0) blocks.push(block);
    block = new Map();
    last = undefined;
  };
  for (const line of text.split(/\r?\n|\r/)) {
    if (blocks.length >= MAX_BLOCKS) break;
    const field = /^\s{0,4}([A-Za-z][A-Za-z0-9-]{0,60})[ \t]{0,8}:(?!\/\/)(.*)$/.exec(line);
    if (line.trim() === "") close();
    else if (/^[ \t]/.test(line) && last !== undefined) append(last, line);
    else if (field) {
      if (NAMES_RECIPIENT.test(field[1] ?? "") && block.has((field[1] ?? "").toLowerCase())) close();
      last = add(block, field[1] ?? "", field[2] ?? "");
    } else if (last !== undefined) append(last, line);
  }
  close();
  return blocks;
}

function add(block: Map<string, string[]>, name: string, value: string): string[] {
  const key = name.toLowerCase();
  const values = block.get(key) ?? [];
  values.push(value.trim().slice(0, MAX_VALUE));
  block.set(key, values);
  return values;
}

function append(values: string[], line: string): void {
  const value = values.at(-1) ?? "";
  if (value.length < MAX_VALUE) values[values.length - 1] = `${value} ${line.trim()}`.trim().slice(0, MAX_VALUE);
}

const MAX_TEXT = 65_536;
/** Maximum nesting of MIME parts. Real reports have three or four nested levels. */
const MAX_DEPTH = 20;
const MAX_HEADER_BYTES = 131_072;

export interface MailPieces {
  readonly headers: Fields;
  readonly subject: string;
  readonly text: string;
  /** Machine-readable parts about the delivery (RFC 3464, RFC 6533). */
  readonly statuses: readonly string[];
  /** Machine-readable parts about a complaint (RFC 5965). */
  readonly feedbacks: readonly string[];
  /** The returned mail, or its header lines only, or "". */
  readonly returned: string;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&" };

const STATUS = /^message\/(?:x-?)?(?:global-)?delivery-status$/;
const FEEDBACK = /^message\/(?:x-?)?feedback-report$/;
const RETURNED = /^(?:message\/(?:partial|rfc822|global|global-headers)|text\/rfc822-?headers)$/;

export async function takeApart(bytes: Uint8Array): Promise<MailPieces> {
  const mail = await PostalMime.parse(bytes, {
    forceRfc822Attachments: true,
    attachmentEncoding: "arraybuffer",
    maxNestingDepth: MAX_DEPTH,
    maxHeadersSize: MAX_HEADER_BYTES,
  });
  const headers = parseHeaders(mail);
  const parts = mail.attachments.map(({ mimeType, content }) => ({ type: mimeType, content }));
  const those = (type: RegExp) => parts.filter((part) => type.test(part.type)).map(({ content }) => toText(content));
  return {
    headers,
    subject: (mail.subject ?? "").slice(0, 500),
    text: textOfMail(mail, bytes),
    statuses: those(STATUS),
    feedbacks: those(FEEDBACK),
    returned: those(RETURNED)[0] ?? "",
  };
}

function parseHeaders({ headers }: Email): Fields {
  const fields = new Map<string, string[]>();
  for (const { key, value } of headers) {
    const values = fields.get(key) ?? [];
    values.push(value.slice(0, 2_000));
    fields.set(key, values);
  }
  return fields;
}

function toText(content: ArrayBuffer | Uint8Array | string): string {
  if (typeof content === "string") return content.slice(0, MAX_TEXT);
  return new TextDecoder().decode(content.slice(0, MAX_TEXT));
}

/** Returns the text of a mail. If a multipart mail has no boundary, returns the whole body. */
function textOfMail({ text, html, attachments }: Email, bytes: Uint8Array): string {
  if (text !== undefined) return text.slice(0, MAX_TEXT);
  if (html !== undefined) return withoutTags(html);
  return attachments.length > 0 ? "" : mailBody(toText(bytes));
}

function mailBody(mail: string): string {
  return mail.slice(Math.max(0, mail.search(/\r?\n\r?\n/)));
}

function withoutTags(html: string): string {
  return html
    .slice(0, MAX_TEXT)
    .replace(/<[^<>]{0,2000}>/g, " ")
    .replace(/&(lt|gt|amp|nbsp);/g, (_, name: string) => ENTITIES[name] ?? " ");
}

export function returnedHeaders(returned: string): Fields {
  return readBlocks(returned.slice(0, 32_768).trimStart())[0] ?? new Map();
}
