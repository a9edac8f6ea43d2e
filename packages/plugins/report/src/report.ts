import type { Channel, IncidentRow, Ledger, PriceList, Quality, RetainMs, Seal, VendorComparison } from "@relance/spec";

/** The report of a campaign, as plain JSON with dates. After the campaign is closed, all counts equal the ledger's. */
export interface CampaignReport {
  readonly madeAt: Date;
  readonly delivery: ReportDelivery;
  readonly campaign: {
    readonly id: number;
    readonly name: string;
    readonly occurrence: string;
    readonly tenant: string;
    /** The deadline as text from the campaign file: a time, or a duration after enrollment. */
    readonly deadline: string;
    /** The deadline as a time; absent if it differs between recipients. */
    readonly deadlineAt?: Date | undefined;
    readonly timezone: string;
  };
  /** Present if the campaign was a rehearsal. A rehearsal sends no message. */
  readonly rehearsal?: ReportRehearsal | undefined;
  readonly times: {
    readonly startedAt: Date | undefined;
    readonly firstSentAt: Date | undefined;
    readonly lastSentAt: Date | undefined;
    readonly closedAt: Date | undefined;
  };
  readonly ledger: Ledger;
  readonly steps: readonly ReportStep[];
  readonly confirming: ReportConfirming;
  /** Receipts for each provider, destination and period of sending. Whole providers come first. */
  readonly receipts: readonly ReportReceipts[];
  /** Comparisons of vendors with randomly assigned recipients (`watch.explore`); empty without such recipients. */
  readonly compared: readonly VendorComparison[];
  readonly incidents: readonly ReportIncident[];
  /** The data that plugins add to the report, by plugin name. */
  readonly plugins: Readonly<Record<string, unknown>>;
  readonly waves: readonly ReportWave[];
  /** The number of unreached recipients and refused rows per cause, the most frequent cause first. */
  readonly unreached: readonly { readonly cause: string; readonly count: number }[];
  /** The latest seal, which covers all earlier events; absent if no event is sealed. */
  readonly evidence?: { readonly seal: Seal } | undefined;
  /** For each class of data, how long after the recipient's deadline it is erased, in milliseconds; absent = never. */
  readonly retention: RetainMs;
  /** Absent without a price list. */
  readonly cost?: ReportCost | undefined;
}

export interface ReportDelivery {
  /** The number of messages that were sent through a provider, including messages without an answer. */
  readonly left: number;
  /** The number of messages kept in the outbox instead of sent (delivery modes `capture`, `allow`, `redirect`). */
  readonly captured: number;
}

export interface ReportRehearsal {
  readonly scenario: string;
  readonly seed: number;
}

/** Recipients of one step. Recipients of one step. A recipient with several attempts counts once. */
export interface ReportStep {
  readonly step: number;
  readonly channel: Channel;
  readonly route: readonly string[];
  readonly entered: number;
  readonly sent: number;
  /** Recipients with a delivered message; absent if no provider of the route reports deliveries. */
  readonly delivered: number | undefined;
  /** Recipients in `delivered`, by the most reliable source that reported the delivery. */
  readonly deliveredBy: Readonly<Partial<Record<Quality, number>>>;
  /** Recipients who confirmed after the message of this step and before the message of the next step. */
  readonly confirmed: number;
  readonly attempts: readonly ReportAttempts[];
}

/** Attempts of one step through one provider, as the ledger counts them. */
export interface ReportAttempts {
  readonly provider: string;
  readonly attempts: number;
  readonly delivered: number | undefined;
  readonly undelivered: number;
  readonly refused: number;
  /** Accepted attempts without a final receipt. */
  readonly unanswered: number;
}

export interface ReportConfirming {
  /** Recipients who confirmed before any message was sent. */
  readonly beforeAnyMessage: number;
  /** Confirmed recipients by time since the first message, without `beforeAnyMessage`. The last bin is open-ended. */
  readonly histogram: readonly { readonly fromMs: number; readonly toMs: number; readonly people: number }[];
  /** Median time from the first message to the confirmation; absent if no recipient confirmed. */
  readonly medianMs: number | undefined;
  readonly p90Ms: number | undefined;
  /** The number of confirmed recipients over time, in at most about 200 points. */
  readonly overTime: readonly { readonly at: Date; readonly confirmed: number; readonly sent: number }[];
}

/** Actual and expected receipts of one provider or destination in one period of sending. */
export interface ReportReceipts {
  readonly provider: string;
  readonly channel: Channel;
  /** A number prefix, a mail domain or a push service; "" for the whole provider. */
  readonly destination: string;
  readonly accepted: number;
  readonly received: number;
  readonly grainMs: number;
  /** Running totals since the beginning of the period of sending. */
  readonly points: readonly {
    readonly at: Date;
    readonly accepted: number;
    readonly received: number;
    /** The fewest receipts that a healthy provider would have sent. `high` = the most. */
    readonly low: number;
    readonly high: number;
  }[];
}

/** An incident, and its effect on recipients. */
export interface ReportIncident extends IncidentRow {
  /** The affected messages; absent if the incident does not concern missing receipts. */
  readonly exposure?:
    | {
        /** When the incident began, estimated from all receipts known now. */
        readonly beganAt: Date;
        /** The time from `beganAt` until the incident was opened. */
        readonly noticedAfterMs: number;
        /** When the watch or an operator first took action. */
        readonly actedAt: Date | undefined;
        /** How many messages were accepted from `beganAt` until `actedAt`. */
        readonly beforeAction: number;
        /** How many messages were accepted from `beganAt` until the end of the incident. */
        readonly messages: number;
        /** How many of `messages` have no final receipt. */
        readonly unanswered: number;
      }
    | undefined;
}

export interface ReportWave {
  /** The number of the wave; 0 = the first wave. */
  readonly wave: number;
  readonly at: Date;
  /** The share of the audience in this wave and in all earlier waves. */
  readonly share: number;
}

export interface ReportCost {
  readonly currency: string;
  readonly total: number;
  readonly byProvider: readonly {
    readonly provider: string;
    readonly messages: number;
    /** SMS segments; 0 for other channels. */
    readonly segments: number;
    readonly amount: number;
  }[];
}

export interface ReportOptions {
  /** Prices of messages; without them the report states no cost. @default the gateway's prices */
  readonly prices?: PriceList | undefined;
  readonly rehearsal?: ReportRehearsal | undefined;
}
