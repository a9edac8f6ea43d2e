import { type AnswerItem, type InboundItem, type ReportItem, WebhookError } from "@relance/spec";
import { admitItems } from "./admit-items.ts";
import type { ReportScope } from "./prove-address.ts";

/** A report, taken apart: what stores keep, and what is judged as a press on the page. */
export interface AdmittedReport {
  readonly items: readonly InboundItem[];
  readonly presses: readonly AnswerItem[];
}

/** Longest name of an answer, and longest words on a button. */
const MAX_WORDS = 255;

/**
 * Lets only such items through as can be kept and as the proof covers.
 *
 * @throws {WebhookError} `webhook/unreadable`, `webhook/bad-signature`, `webhook/too-large`
 */
export function admitReport(report: readonly ReportItem[], scope: ReportScope): AdmittedReport {
  const items: InboundItem[] = [];
  const presses: AnswerItem[] = [];
  for (const item of report) {
    if (item.type === "answer") presses.push(admitPress(item));
    else items.push(item);
  }
  if (presses.length > 1) throw new WebhookError("webhook/unreadable", "a report holds more than one answer");
  return { items: admitItems(items, scope), presses };
}

function admitPress(press: AnswerItem): AnswerItem {
  const { answer, shown } = press;
  const isSound =
    [answer, shown.locale, shown.label].every((text) => text.length <= MAX_WORDS && isText(text)) &&
    /^[0-9a-f]{64}$/.test(shown.hash);
  if (isSound) return press;
  throw new WebhookError("webhook/unreadable", "the answer, or what was shown with it, does not read");
}

function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
