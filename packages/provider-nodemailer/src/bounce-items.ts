import type { BounceReading, Complaint, ReportedRecipient, ReturnPath } from "@relance/bounces";
import type { InboundItem, ReceiptItem, ReplyItem, SignalItem } from "@relance/spec";

/** Complaints that ask us to stop; `not-spam` and reports about authentication do not. */
const STOPS: ReadonlySet<string> = new Set(["abuse", "fraud", "opt-out", "opt-out-list"]);

/**
 * What a report says about the attempt that its return path proves.
 *
 * An address is dead or silenced only if it is the one that was written to: a report may be about one that the mail
 * was forwarded to, and who has seen one of our mails could write a complaint in anybody's name.
 */
export function itemsOf(reading: BounceReading, path: ReturnPath): readonly InboundItem[] {
  if (reading.kind === "unreadable") return [hintOf(reading.why, path)];
  const at = reading.reportedAt === undefined ? {} : { occurredAt: reading.reportedAt };
  if (reading.kind === "not-a-bounce") return [{ ...hintOf(reading.why, path), ...at }];
  if (reading.kind === "complaint") return [{ ...complaintOf(reading, path), ...at }];
  const own = reading.recipients.filter((one) => isAbout(one, path));
  const those = own.length > 0 ? own : reading.recipients;
  return those.map((one) => ({ ...receiptOf(one, own.length > 0), attemptId: path.attemptId, ...at }));
}

/** Kept with its bytes for people, and decides nothing. */
function hintOf(detail: string, { attemptId }: ReturnPath): SignalItem {
  return { type: "signal", kind: "received", attemptId, detail };
}

/** Where the address was taken out, the mail's own opt-out link may say whose it is: whoever has it could press it. */
function complaintOf({ feedback, recipients, optOutUrl }: Complaint, path: ReturnPath): ReplyItem | SignalItem {
  const from = recipients.find((address) => path.isTo(address));
  const hint = hintOf(`complaint ${feedback}`.trim(), path);
  if (!STOPS.has(feedback)) return hint;
  if (from === undefined) return { ...hint, optOutUrl };
  return { type: "reply", from, text: "", optOut: "stop", eventId: `complaint-${path.attemptId}` };
}

function isAbout({ address, original }: ReportedRecipient, path: ReturnPath): boolean {
  return path.isTo(address) || (original !== undefined && path.isTo(original));
}

function receiptOf({ action, verdict, status, reason }: ReportedRecipient, isOwn: boolean): ReceiptItem {
  const common = { type: "receipt", quality: "mailbox-server" } as const;
  if (action === "delivered") return { ...common, kind: "delivered" };
  if (action !== "failed") return { ...common, kind: "in-transit" };
  const errorCode = status === "" ? reason : status;
  return { ...common, kind: "undelivered", addressPermanent: isOwn && verdict === "permanent", errorCode };
}
