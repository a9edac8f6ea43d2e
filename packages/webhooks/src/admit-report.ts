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

/** Maximum number of items of one report; a store transaction takes no more. */
const MAX_ITEMS = 5_000;
/** Ids, numbers and codes that come from a provider's API. */
const MAX_NAME_LENGTH = 320;
const MAX_INSTANT = 8.64e15;

/**
 * Admits only items that stores can keep and that the proof covers, and fills in the attempt of items without an id.
 * @throws {WebhookError} `webhook/unreadable`, `webhook/bad-signature`, `webhook/too-large`
 */
function admitItems(items: readonly InboundItem[], scope: ReportScope): readonly InboundItem[] {
  if (items.length > MAX_ITEMS)
    throw new WebhookError("webhook/too-large", `more than ${MAX_ITEMS} items in one report`);
  return items.map((item) => {
    if (item.type === "reply") return admitReply(item, scope);
    const { occurredAt, attemptId } = item;
    const named = { attemptId: admitAttempt(attemptId, scope), occurredAt: admitInstant(occurredAt) };
    if (item.type === "signal") {
      const { detail } = item;
      // the signed URL of one attempt proves one signal of a kind, and must not opt a recipient out
      const { type, kind } = item;
      if (scope.covers === "attempt") return { type, kind, attemptId: named.attemptId };
      const optOutUrl = admitName(item.optOutUrl, "optOutUrl");
      return {
        type,
        kind,
        ...named,
        detail: detail && keptText(detail, MAX_NAME_LENGTH),
        optOutUrl,
        nonce: nonceOf(item),
      };
    }
    if (item.type === "receipt") {
      const { type, kind, quality, addressPermanent } = item;
      return { type, kind, quality, addressPermanent, ...named, ...admitNames(item, scope) };
    }
    throw new WebhookError("webhook/unreadable", "an item is not a receipt, a reply or a signal");
  });
}

function admitReply(item: ReplyItem, scope: ReportScope): ReplyItem {
  if (scope.covers === "attempt") {
    throw new WebhookError(
      "webhook/bad-signature",
      "this address is signed for reports about one attempt, not for replies",
    );
  }
  const { type, optOut } = item;
  return {
    type,
    optOut,
    from: admitName(item.from, "from") ?? "",
    to: admitName(item.to, "to"),
    eventId: admitName(item.eventId, "eventId"),
    nonce: nonceOf(item),
    text: keptText(item.text),
    occurredAt: admitInstant(item.occurredAt),
  };
}

/** A `ref` may belong to another attempt, so the URL of one attempt does not prove it. */
function admitNames(item: ReceiptItem, scope: ReportScope): Pick<ReceiptItem, "ref" | "nonce" | "errorCode"> {
  const ref = admitName(item.ref, "ref");
  const errorCode = vendorCode(item.errorCode);
  return scope.covers === "attempt" ? { errorCode } : { ref, nonce: nonceOf(item), errorCode };
}

function nonceOf({ nonce }: InboundItem): string | undefined {
  return admitName(nonce, "nonce");
}

function admitAttempt(own: string | undefined, scope: ReportScope): string | undefined {
  const named = own === undefined || !isAttemptId(own.toLowerCase()) ? undefined : own.toLowerCase();
  if (scope.covers === "attempt" && named !== undefined && named !== scope.attemptId) {
    throw new WebhookError("webhook/bad-signature", "the report names a different attempt than its signed address");
  }
  return named ?? scope.attemptId;
}

function admitName(value: string | undefined, field: string): string | undefined {
  if (value === undefined) return undefined;
  if (value.length <= MAX_NAME_LENGTH && value.isWellFormed() && !value.includes("\0")) return value;
  throw new WebhookError("webhook/unreadable", `${field} is longer than ${MAX_NAME_LENGTH} characters or is not text`);
}

/** An implausible time from the API is replaced by the time we received the report. */
function admitInstant(value: number | undefined): number | undefined {
  return value !== undefined && value >= 0 && value <= MAX_INSTANT ? Math.trunc(value) : undefined;
}

/** A report, split into what stores keep and what is judged as a press on the page. */
export interface AdmittedReport {
  readonly items: readonly InboundItem[];
  readonly presses: readonly AnswerItem[];
}

/** Maximum length of an answer's name and of a button's text. */
const MAX_WORDS = 255;

/**
 * Admits only items that can be stored and that the proof covers.
 * @throws {WebhookError} `webhook/unreadable`, `webhook/bad-signature`, `webhook/too-large`
 */
export function admitReport(report: readonly ReportItem[], scope: ReportScope): AdmittedReport {
  const items: InboundItem[] = [];
  const presses: AnswerItem[] = [];
  for (const item of report) {
    if (item.type === "answer") presses.push(admitPress(item));
    else items.push(item);
  }
  if (presses.length > 1) throw new WebhookError("webhook/unreadable", "a report may contain only one answer");
  return { items: admitItems(items, scope), presses };
}

function admitPress(press: AnswerItem): AnswerItem {
  const { answer, shown } = press;
  const isSound =
    [answer, shown.locale, shown.label].every((text) => text.length <= MAX_WORDS && isText(text)) &&
    /^[0-9a-f]{64}$/.test(shown.hash);
  if (isSound) return press;
  throw new WebhookError("webhook/unreadable", "the answer, or the text shown with it, cannot be read");
}

function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
