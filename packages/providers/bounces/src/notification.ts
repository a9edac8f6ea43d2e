import { judge } from "./judge.ts";
import { type Action, addressIn, type ComplaintFacts, MAX_RECIPIENTS, type ReportedRecipient } from "./reading.ts";

const MAX_TEXT = 65_536;

type Json = Readonly<Record<string, unknown>>;

interface Notification {
  readonly complaint: ComplaintFacts | undefined;
  readonly recipients: readonly ReportedRecipient[];
}

const NOTHING: Notification = { complaint: undefined, recipients: [] };

/** Reads notifications that Amazon SES sends to a mailbox: JSON, or JSON as the Message of an SNS notification. */
export function readNotification(text: string): Notification {
  const start = text.indexOf("{");
  const end = text.lastIndexOf("}");
  if (start < 0 || end < start || end > MAX_TEXT || !/notificationType|eventType/.test(text)) return NOTHING;
  const outer = parse(text.slice(start, end + 1).replace(/\r?\n\s?/g, ""));
  const notice = typeof outer.Message === "string" ? parse(outer.Message) : outer;
  const complaint = asObject(notice.complaint);
  const complained = asList(complaint.complainedRecipients);
  // SES reports an entry of its suppression list, and no recipient complained
  const isSuppressed = complaint.complaintSubType === "OnAccountSuppressionList";
  if (complained.length > 0 && !isSuppressed) return { ...NOTHING, complaint: readComplaint(complaint, complained) };
  const bounce = asObject(notice.bounce);
  const failed = [...asList(bounce.bouncedRecipients), ...complained];
  const delivered = asList(asObject(notice.delivery).recipients);
  const { bounceType = "Permanent", bounceSubType = "General" } = bounce;
  const isFinal = /^Permanent (?:General|NoEmail)$/.test(`${bounceType} ${bounceSubType}`);
  const recipients = [
    ...failed.map((one) => readOne(one, "failed", isFinal)),
    ...delivered.map((one) => readOne({ emailAddress: one, status: "2.0.0" }, "delivered")),
  ];
  return { ...NOTHING, recipients: recipients.filter((one) => one !== undefined).slice(0, MAX_RECIPIENTS) };
}

function readComplaint({ complaintFeedbackType }: Json, complained: readonly unknown[]): ComplaintFacts {
  const addresses = complained.map((one) => addressIn(asText(asObject(one).emailAddress)));
  const recipients = [...new Set(addresses.filter((address) => address !== undefined))].slice(0, MAX_RECIPIENTS);
  const feedback = asText(complaintFeedbackType).toLowerCase().slice(0, 40) || "abuse";
  return { feedback, recipients, optOutUrl: undefined };
}

/** Reads a recipient. SES knows better than the status whether a failure is final: it adds 5.1.1 to absences, too. */
function readOne(recipient: unknown, fallback: Action, isFinal = true): ReportedRecipient | undefined {
  const { emailAddress, action, status, diagnosticCode } = asObject(recipient);
  const address = addressIn(asText(emailAddress));
  if (address === undefined) return undefined;
  const done: Action = action === "delayed" ? "delayed" : fallback;
  const words = asText(diagnosticCode).replace(/^[\w.-]{1,40}\s*;\s*/, "");
  const judged = judge({ address, action: done, status: asText(status), words });
  const verdict = judged.verdict === "permanent" && !isFinal ? "temporary" : judged.verdict;
  return { address, original: undefined, action: done, ...judged, verdict };
}

function parse(text: string): Json {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {};
  }
}

function asObject(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 4_000) : "";
}
