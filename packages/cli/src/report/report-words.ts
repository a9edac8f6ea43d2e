import type { Cause, ConfigErrorCode, MessageErrorCode } from "@relance/spec";
import { EN, type ReportWords } from "./words-en.ts";
import { FR } from "./words-fr.ts";

/** Languages that a report speaks. */
export type ReportLocale = "en" | "fr";

const WORDS: Readonly<Record<ReportLocale, ReportWords>> = { en: EN, fr: FR };

export function reportWords(locale: ReportLocale): ReportWords {
  return WORDS[locale];
}

/** Why a person is left: the causes of an end, and the reasons for which a row is refused. */
export type LeftCause = Exclude<Cause, "none" | "incident" | "promise" | "late" | "reversed"> | RowReason;
type RowReason = Extract<
  MessageErrorCode | ConfigErrorCode,
  | "campaign/not-running"
  | "message/bad-phone"
  | "message/bad-mailbox"
  | "message/bad-subscription"
  | "message/bad-token"
  | "message/bad-address"
  | "message/no-contact"
  | "message/bad-key"
  | "message/bad-deadline"
  | "message/missing-variable"
  | "message/header-injection"
  | "message/too-long"
  | "message/template-failed"
  | "message/bad-text"
  | "message/bad-row"
  | "message/bad-condition"
  | "message/forgotten"
>;
