import {
  type AnswerItem,
  type InboundItem,
  isAttemptId,
  keptText,
  type ReceiptItem,
  type ReplyItem,
  type ReportItem,
  vendorCode,
  WebhookError,
} from "@relance/spec";
import type { ReportScope } from "./prove-sender.ts";

/** Maximum number of items in one report: as many as one store transaction accepts. */
const MAX_ITEMS = 5_000;
const MAX_NAME_LENGTH = 320;
const MAX_INSTANT = 8.64e15;

/** Removes fields that the store cannot keep or the signature does not cover. Adds the signed URL's attempt id. */
function admitItem(item: InboundItem, scope: ReportScope): InboundItem {
  if (item.type === "reply") return admitReply(item, scope);
  const named = { attemptId: admitAttempt(item.attemptId, scope), occurredAt: admitInstant(item.occurredAt) };
  if (item.type === "receipt") {
    const { type, kind, quality, addressPermanent } = item;
    return { type, kind, quality, addressPermanent, ...named, ...admitNames(item, scope) };
  }
  if (item.type !== "signal") throw unreadable("each item must be a receipt, a reply or a signal");
  const { type, kind } = item;
  // the signed URL of an attempt proves a signal about it, but does not allow opting out its recipient
  if (scope.covers === "attempt") return { type, kind, attemptId: named.attemptId };
  const detail = item.detail && keptText(item.detail, MAX_NAME_LENGTH);
  return { type, kind, ...named, detail, optOutUrl: keptName(item.optOutUrl), nonce: keptName(item.nonce) };
}

function unreadable(message: string): WebhookError {
  return new WebhookError("webhook/unreadable", message);
}

function admitReply(item: ReplyItem, scope: ReportScope): ReplyItem {
  if (scope.covers === "attempt") {
    const message = "this URL is signed for reports about one attempt, not for replies";
    throw new WebhookError("webhook/bad-signature", message);
  }
  const { type, optOut } = item;
  return {
    type,
    optOut,
    from: keptText(item.from, MAX_NAME_LENGTH),
    to: keptName(item.to),
    eventId: keptName(item.eventId),
    nonce: keptName(item.nonce),
    text: keptText(item.text),
    occurredAt: admitInstant(item.occurredAt),
  };
}

/** Removes `ref` if the URL was signed for one attempt, because `ref` may belong to another one. */
function admitNames(item: ReceiptItem, scope: ReportScope): Pick<ReceiptItem, "ref" | "nonce" | "errorCode"> {
  const errorCode = vendorCode(item.errorCode);
  if (scope.covers === "attempt") return { errorCode };
  return { ref: keptName(item.ref), nonce: keptName(item.nonce), errorCode };
}

function admitAttempt(own: string | undefined, scope: ReportScope): string | undefined {
  const named = own === undefined || !isAttemptId(own.toLowerCase()) ? undefined : own.toLowerCase();
  if (scope.covers === "attempt" && named !== undefined && named !== scope.attemptId)
    throw new WebhookError("webhook/bad-signature", "the report names a different attempt than its signed URL");
  return named ?? scope.attemptId;
}

/** Cuts a long name: if one item is refused, some providers repeat or drop the whole report. */
function keptName(value: string | undefined): string | undefined {
  return value === undefined ? undefined : keptText(value, MAX_NAME_LENGTH);
}

/** Removes an implausible time, so that the time of arrival is used instead. */
function admitInstant(value: number | undefined): number | undefined {
  return value !== undefined && value >= 0 && value <= MAX_INSTANT ? Math.trunc(value) : undefined;
}

export interface AdmittedReport {
  readonly items: readonly InboundItem[];
  readonly presses: readonly AnswerItem[];
}

const MAX_WORDS = 255;

export function admitReport(report: readonly ReportItem[], scope: ReportScope): AdmittedReport {
  const presses = report.filter((item) => item.type === "answer");
  const items = report.filter((item) => item.type !== "answer");
  if (presses.length > 1) throw unreadable("a report may contain only one answer");
  if (items.length > MAX_ITEMS)
    throw new WebhookError("webhook/too-large", `more than ${MAX_ITEMS} items in one report`);
  return { items: items.map((item) => admitItem(item, scope)), presses: presses.map(admitPress) };
}

function admitPress(press: AnswerItem): AnswerItem {
  const { answer, shown } = press;
  const isSound =
    [answer, shown.locale, shown.label].every((text) => text.length <= MAX_WORDS && isText(text)) &&
    /^[0-9a-f]{64}$/.test(shown.hash);
  if (isSound) return press;
  throw unreadable("the answer, or the text shown with it, cannot be read");
}

function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
