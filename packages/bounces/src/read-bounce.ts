import { isAutomaticAnswer } from "./automatic-answer.ts";
import { boundMail } from "./bound-mail.ts";
import { readComplaint } from "./complaint.ts";
import { fieldOf } from "./fields.ts";
import { readNotification } from "./notification-report.ts";
import { readProseReport } from "./prose-report.ts";
import type { BounceReading, ReportedRecipient } from "./reading.ts";
import { readStandardReport } from "./standard-report.ts";
import { type MailPieces, takeApart } from "./take-apart.ts";

/**
 * Reads what came to a return path: a delivery report, a complaint, or neither.
 *
 * Never throws, whatever the bytes are; what it costs is bounded before anything is taken apart.
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
  const reportedAt = instantOf(fieldOf(mail.headers, "date"));
  const complaint = readComplaint(mail);
  if (complaint !== undefined) return { kind: "complaint", ...complaint, reportedAt };
  const standard = mail.statuses.flatMap((status) => readStandardReport(status, mail.text));
  if (standard.length > 0) return { kind: "delivery-report", isStandard: true, recipients: standard, reportedAt };
  if (isAutomaticAnswer(mail)) return { kind: "not-a-bounce", why: "automatic-answer", reportedAt };
  const recipients = withoutParts(mail);
  if (recipients.length === 0) return { kind: "not-a-bounce", why: "no-report", reportedAt };
  return { kind: "delivery-report", isStandard: false, recipients, reportedAt };
}

/** Reports that have no part of their own: fields or JSON in the text, or prose. */
function withoutParts(mail: MailPieces): readonly ReportedRecipient[] {
  const notified = readNotification(mail.text);
  if (notified.length > 0) return notified;
  const inText = /^(?:final|original)-recipient\s?:/im.test(mail.text) ? readStandardReport(mail.text, "") : [];
  return inText.length > 0 ? inText : readProseReport(mail);
}

function instantOf(date: string): number | undefined {
  const instant = Date.parse(date.slice(0, 100));
  return Number.isNaN(instant) || instant < 0 ? undefined : instant;
}
