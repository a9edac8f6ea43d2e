import { judge } from "./judge.ts";
import { type Action, addressIn, type ComplaintFacts, type ReportedRecipient } from "./reading.ts";

const MAX_TEXT = 65_536;
const MAX_RECIPIENTS = 20;

type Json = Readonly<Record<string, unknown>>;

interface Notification {
  readonly complaint: ComplaintFacts | undefined;
  readonly recipients: readonly ReportedRecipient[];
}

const NOTHING: Notification = { complaint: undefined, recipients: [] };

/** Reads the notifications that Amazon SES sends to a mailbox: bare JSON, or JSON as the Message of an SNS notification. */
export function readNotification(text: string): Notification {
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  if (start < 0 || end < start || end > MAX_TEXT || !/notificationType|eventType/.test(text)) return NOTHING;
  const outer = parse(text.slice(start, end + 1).replace(/\r?\n\s?/g, ""));
  const notice = typeof outer.Message === "string" ? parse(outer.Message) : outer;
  const complaint = objectOf(notice.complaint);
  const complained = listOf(complaint.complainedRecipients);
  // SES reports its own suppression list as a complaint, although no recipient complained.
  const isSuppressed = complaint.complaintSubType === "OnAccountSuppressionList";
  if (complained.length > 0 && !isSuppressed) return { ...NOTHING, complaint: complaintOf(complaint, complained) };
  const failed = [...listOf(objectOf(notice.bounce).bouncedRecipients), ...complained];
  const recipients = [
    ...failed.map((one) => readOne(one, "failed")),
    ...listOf(objectOf(notice.delivery).recipients).map((one) =>
      readOne({ emailAddress: one, status: "2.0.0" }, "delivered"),
    ),
  ];
  return { ...NOTHING, recipients: recipients.filter((one) => one !== undefined).slice(0, MAX_RECIPIENTS) };
}

function complaintOf({ complaintFeedbackType }: Json, complained: readonly unknown[]): ComplaintFacts {
  const addresses = complained.map((one) => addressIn(textOf(objectOf(one).emailAddress)));
  const recipients = [...new Set(addresses.filter((address) => address !== undefined))].slice(0, MAX_RECIPIENTS);
  const feedback = textOf(complaintFeedbackType).toLowerCase().slice(0, 40) || "abuse";
  return { feedback, recipients, optOutUrl: undefined };
}

function readOne(recipient: unknown, fallback: Action): ReportedRecipient | undefined {
  const { emailAddress, action, status, diagnosticCode } = objectOf(recipient);
  const address = addressIn(textOf(emailAddress));
  if (address === undefined) return undefined;
  const done: Action = action === "delayed" ? "delayed" : fallback;
  const words = textOf(diagnosticCode).replace(/^[\w.-]{1,40}\s*;\s*/, "");
  return {
    address,
    original: undefined,
    action: done,
    ...judge({ address, action: done, status: textOf(status), words }),
  };
}

function parse(text: string): Json {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 4_000) : "";
}
