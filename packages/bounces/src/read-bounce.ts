import { addressesIn } from "./address.ts";
import { isAutomaticAnswer } from "./automatic-answer.ts";
import { boundMail } from "./bound-mail.ts";
import { readComplaint } from "./complaint.ts";
import { fieldOf, readBlocks } from "./fields.ts";
import { readNotification } from "./notification-report.ts";
import { readProseReport } from "./prose-report.ts";
import type { BounceReading, ReportEnvelope, ReportedRecipient } from "./reading.ts";
import { readStandardReport } from "./standard-report.ts";
import { type MailPieces, returnedHeaders, takeApart } from "./take-apart.ts";

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
  const envelope = envelopeOf(mail);
  const complaint = readComplaint(mail);
  if (complaint !== undefined) return { kind: "complaint", ...complaint, envelope };
  const standard = mail.statuses.flatMap((status) => readStandardReport(status, mail.text));
  if (standard.length > 0)
    return { kind: "delivery-report", isStandard: true, recipients: standard, envelope };
  if (isAutomaticAnswer(mail)) return { kind: "not-a-bounce", why: "automatic-answer", envelope };
  const recipients = withoutParts(mail);
  if (recipients.length === 0) return { kind: "not-a-bounce", why: "no-report", envelope };
  return { kind: "delivery-report", isStandard: false, recipients, envelope };
}

/** Reports that have no part of their own: fields or JSON in the text, or prose. */
function withoutParts(mail: MailPieces): readonly ReportedRecipient[] {
  const notified = readNotification(mail.text);
  if (notified.length > 0) return notified;
  const inText = /^(?:final|original)-recipient\s?:/im.test(mail.text)
    ? readStandardReport(mail.text, "")
    : [];
  return inText.length > 0 ? inText : readProseReport(mail);
}

function envelopeOf({ headers, feedbacks, returned }: MailPieces): ReportEnvelope {
  const reported = returnedHeaders(returned);
  const feedback = feedbacks.flatMap((report) => readBlocks(report.slice(0, 16_384)));
  const values = [
    ...["x-original-to", "delivered-to", "envelope-to", "x-envelope-to", "to"].flatMap(
      (name) => headers.get(name) ?? [],
    ),
    ...feedback.flatMap((block) => block.get("original-mail-from") ?? []),
    fieldOf(reported, "return-path"),
  ];
  const returnPaths = [...new Set(values.flatMap((value) => addressesIn(value, 5)))].slice(0, 20);
  return { returnPaths, reportedAt: instantOf(fieldOf(headers, "date")) };
}

function instantOf(date: string): number | undefined {
  const instant = Date.parse(date.slice(0, 100));
  return Number.isNaN(instant) || instant < 0 ? undefined : instant;
}
