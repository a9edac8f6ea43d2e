import type { Cause, ConfigErrorCode, IncidentKind, Kept, MessageErrorCode, Quality } from "@relance/spec";

/** Languages that a report speaks. */
export type ReportLocale = "en" | "fr";

/** Why a person is left: the causes of an end, and the reasons for which a row is refused. */
type LeftCause = Exclude<Cause, "none" | "incident" | "promise" | "late" | "reversed"> | RowReason;
type RowReason = Extract<
  MessageErrorCode | ConfigErrorCode,
  | "campaign/not-running"
  | "message/bad-phone"
  | "message/bad-mailbox"
  | "message/bad-subscription"
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

/** Every sentence of a report. */
export interface ReportWords {
  readonly title: string;
  readonly rehearsal: (scenario: string, seed: number) => string;
  readonly sections: Readonly<
    Record<
      | "outcome"
      | "incidents"
      | "steps"
      | "confirming"
      | "receipts"
      | "waves"
      | "cost"
      | "evidence"
      | "retention"
      | "unreached",
      string
    >
  >;
  readonly confirmed: string;
  readonly late: string;
  readonly open: string;
  readonly unreached: string;
  readonly calledOff: string;
  readonly people: string;
  readonly lead: (facts: Readonly<Record<"confirmed" | "people" | "share" | "unreached", string>>) => string;
  readonly stillOpen: (open: string) => string;
  readonly refused: (count: string) => string;
  readonly holds: string;
  readonly doesNotHold: string;
  readonly started: string;
  readonly lastSent: string;
  readonly closed: string;
  readonly deadline: string;
  readonly noIncident: string;
  readonly incidentKinds: Readonly<Record<IncidentKind, string>>;
  readonly at: (provider: string, part: string) => string;
  readonly began: string;
  readonly noticed: string;
  readonly noticedAfter: (wait: string) => string;
  readonly acted: string;
  readonly ended: string;
  readonly notEnded: string;
  readonly openAtTheEnd: string;
  readonly exposed: string;
  readonly exposedBeforeAction: string;
  readonly unanswered: string;
  readonly what: string;
  readonly action: string;
  readonly step: (number: number) => string;
  readonly entered: string;
  readonly sent: string;
  readonly delivered: string;
  readonly confirmedHere: string;
  readonly nothingReported: string;
  readonly beforeAnyMessage: (count: string) => string;
  readonly witnesses: Readonly<Record<Quality, string>>;
  readonly provider: string;
  readonly attempts: string;
  readonly undelivered: string;
  readonly refusedMessages: string;
  readonly waits: (median: string, p90: string) => string;
  readonly nobodyConfirmed: string;
  readonly within: (from: string, to: string | undefined) => string;
  readonly overTime: string;
  readonly firstMessages: string;
  readonly taken: string;
  readonly answered: string;
  readonly expected: string;
  readonly receiptsNote: string;
  readonly atLeast: (least: string) => string;
  readonly noReceipts: string;
  readonly parts: string;
  readonly part: string;
  readonly least: string;
  readonly smallGroups: (facts: Readonly<Record<"messages" | "count" | "answered", string>>) => string;
  readonly time: string;
  readonly wave: string;
  readonly pilot: string;
  readonly share: string;
  readonly messages: string;
  readonly segments: string;
  readonly amount: string;
  readonly total: string;
  readonly budgetLeft: (spent: string, limit: string, left: string) => string;
  readonly cause: string;
  readonly meaning: string;
  readonly causes: Readonly<Record<LeftCause, string>>;
  readonly everybodyReached: string;
  readonly listCommand: string;
  readonly figures: string;
  readonly kept: Readonly<Record<keyof Kept, (days: string) => string>>;
  readonly sealed: (seal: number, at: string) => string;
  readonly footer: (at: string, timezone: string) => string;
  readonly units: Readonly<Record<"second" | "minute" | "hour" | "day", string>>;
}
