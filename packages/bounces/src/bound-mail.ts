/** Largest mail that is looked into, in bytes. Reports about mails of that size bring the whole mail back. */
const MAX_BYTES = 8_388_608;
/** What is read of a mail, in bytes: reports stand before the mail that they return. */
const READ_BYTES = 262_144;
/** Lines that are read; the MIME parser's cost grows with these. */
const READ_LINES = 5_000;
/** Multipart headers, a measure of nesting: real reports have at most six. */
const MAX_MULTIPARTS = 24;
/** Lines that may be boundaries, each of which may open a part. */
const MAX_DASHED_LINES = 1_500;

const DASH = 0x2d;
const NEWLINE = 0x0a;

export type BoundedMail =
  | { readonly bytes: Uint8Array }
  | { readonly refused: "too-large" | "too-many-parts" | "malformed" };

/**
 * Refuses what would be expensive to take apart, before anything takes it apart. Linear in what is read.
 *
 * Cutting is safe: a report's own parts come first, and a part that is cut off ends there.
 */
export function boundMail(mail: Uint8Array): BoundedMail {
  if (mail.byteLength > MAX_BYTES) return { refused: "too-large" };
  const whole = withoutEnvelopeLine(mail.subarray(0, READ_BYTES));
  const { end, dashed } = walkLines(whole);
  const bytes = whole.subarray(0, end);
  if (bytes.byteLength === 0) return { refused: "malformed" };
  if (dashed > MAX_DASHED_LINES) return { refused: "too-many-parts" };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (countMultiparts(text) > MAX_MULTIPARTS) return { refused: "too-many-parts" };
  return { bytes };
}

/** Mailbox files put `From <sender> <date>` in front of a mail; and some servers an empty line. */
function withoutEnvelopeLine(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length && (bytes[start] === NEWLINE || bytes[start] === 0x0d)) start += 1;
  const isEnvelope = Buffer.from(bytes.subarray(start, start + 6))
    .toString("latin1")
    .startsWith("From ");
  const end = isEnvelope ? bytes.indexOf(NEWLINE, start) : start - 1;
  return end < 0 && isEnvelope ? bytes.subarray(bytes.length) : bytes.subarray(end + 1);
}

function walkLines(bytes: Uint8Array): { readonly end: number; readonly dashed: number } {
  let dashed = 0;
  let at = 0;
  for (let lines = 0; lines < READ_LINES; lines += 1) {
    if (bytes[at] === DASH && bytes[at + 1] === DASH) dashed += 1;
    const next = bytes.indexOf(NEWLINE, at);
    if (next < 0) return { end: bytes.length, dashed };
    at = next + 1;
  }
  return { end: at, dashed };
}

function countMultiparts(text: string): number {
  let count = 0;
  for (const _ of text.matchAll(/content-type:\s{0,8}(?:multipart|message\/rfc822)/gi)) {
    count += 1;
    if (count > MAX_MULTIPARTS) break;
  }
  return count;
}
