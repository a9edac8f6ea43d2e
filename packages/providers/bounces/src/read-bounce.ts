import { readNotification } from "./notification.ts";
import { readProseReport } from "./prose-report.ts";
import {
  addressesIn,
  type BounceReading,
  type ComplaintFacts,
  MAX_RECIPIENTS,
  type ReportedRecipient,
  typedAddress,
} from "./reading.ts";
import { readStandardReport } from "./reports.ts";
import { type MailPieces, readBlocks, readField, returnedHeaders, takeApart } from "./take-apart.ts";

const ABSENT =
  /out[ -]of[ -](?:the[ -])?office|automatic (?:reply|response)|auto(?:matische|matic|mated)?[ -]?(?:re(?:ply|sponse|sponder)|antwort|answer)|vacation|away from|on (?:leave|holiday)|abwesen|absent|absence|r[ée]ponse automatique|不在/i;
const NAMES = [
  "x-autoreply",
  "x-autorespond",
  "x-autoresponder",
  "x-vacation",
  "x-auto-response-from",
  "x-mail-autoreply",
];

/** Returns whether a mail is an automatic reply (RFC 3834). The header "auto-replied" alone proves nothing. */
function isAutomaticAnswer({ headers, subject, statuses }: MailPieces): boolean {
  if (statuses.length > 0 || headers.has("x-failed-recipients")) return false;
  if (NAMES.some((name) => headers.has(name)) || ABSENT.test(subject)) return true;
  if (/auto.?reply/i.test(readField(headers, "precedence"))) return true;
  const isMarked = /^auto-(?:replied|notified)/i.test(readField(headers, "auto-submitted"));
  return (
    isMarked &&
    !/mailer-daemon|postmaster|daemon|delivery|mail system/i.test(readField(headers, "from")) &&
    !/deliver|fail|return/i.test(subject)
  );
}

function readComplaint({ feedbacks, returned }: MailPieces): ComplaintFacts | undefined {
  const [report] = feedbacks;
  if (report === undefined) return undefined;
  const blocks = readBlocks(report);
  const fields = new Map(blocks.flatMap((block) => [...block]));
  const feedback = readField(fields, "feedback-type").toLowerCase().slice(0, 40);
  const named = blocks.flatMap((block) => [
    ...(block.get("original-rcpt-to") ?? []),
    ...(block.get("removal-recipient") ?? []),
  ]);
  const addresses = named.map(typedAddress).filter((address) => address !== undefined);
  const about = returnedHeaders(returned);
  const fallback = addressesIn(readField(about, "x-hmxmroriginalrecipient", "to"), 5);
  const recipients = [...new Set(addresses.length > 0 ? addresses : fallback)];
  const optOutUrl = /<(https?:[^<>\s]{1,300})>/i.exec(readField(about, "x-relance-opt-out"))?.[1];
  return { feedback, recipients: recipients.slice(0, MAX_RECIPIENTS), optOutUrl };
}

/**
 * Reads a mail that was sent to a return path: a delivery report, a complaint, or another mail. Never throws. Refuses
 * mails that take too long to parse.
 *
 * @example
 * const reading = await readBounce(await readFile("bounce.eml"));
 * if (reading.kind === "delivery-report") console.log(reading.recipients);
 */
export async function readBounce(mail: Uint8Array): Promise<BounceReading> {
  const bounded = boundMail(mail);
  if ("refused" in bounded) return { kind: "unreadable", why: bounded.refused };
  try {
    return judgeMail(await takeApart(bounded.bytes));
  } catch {
    return { kind: "unreadable", why: "malformed" };
  }
}

function judgeMail(mail: MailPieces): BounceReading {
  const reportedAt = parseDate(readField(mail.headers, "date"));
  const notice = readNotification(mail.text);
  const complaint = readComplaint(mail) ?? notice.complaint;
  if (complaint !== undefined) return { kind: "complaint", ...complaint, reportedAt };
  const standard = mail.statuses.flatMap((status) => readStandardReport(status, mail.text));
  if (standard.length > 0) return { kind: "delivery-report", isStandard: true, recipients: standard, reportedAt };
  if (isAutomaticAnswer(mail)) return { kind: "not-a-bounce", why: "automatic-answer", reportedAt };
  const recipients = notice.recipients.length > 0 ? notice.recipients : withoutParts(mail);
  if (recipients.length === 0) return { kind: "not-a-bounce", why: "no-report", reportedAt };
  return { kind: "delivery-report", isStandard: false, recipients, reportedAt };
}

function withoutParts(mail: MailPieces): readonly ReportedRecipient[] {
  const inText = /^(?:final|original)-recipient\s?:/im.test(mail.text) ? readStandardReport(mail.text, "") : [];
  return inText.length > 0 ? inText : readProseReport(mail);
}

function parseDate(date: string): number | undefined {
  const instant = Date.parse(date.slice(0, 100));
  return Number.isNaN(instant) || instant < 0 ? undefined : instant;
}

const MAX_BYTES = 8_388_608;
const READ_BYTES = 262_144;
/** The number of lines that are read from a mail. More lines would slow down MIME parsing. */
const READ_LINES = 5_000;
/** Maximum number of multipart headers. More headers mean deeper nesting. Real reports have at most six. */
const MAX_MULTIPARTS = 24;
/** Maximum number of lines that look like boundaries. Each such line may begin another MIME part. */
const MAX_DASHED_LINES = 1_500;

const DASH = 0x2d;
const NEWLINE = 0x0a;

type BoundedMail = { readonly bytes: Uint8Array } | { readonly refused: "too-large" | "too-many-parts" | "malformed" };

/** Refuses a mail that takes too long to parse, or removes its end, because the parts of a report come first. */
function boundMail(mail: Uint8Array): BoundedMail {
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

/** Removes the first line `From <sender> <date>` of a mailbox file. */
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
