import type { Channel, IncidentRow, Ledger, PriceList, Quality, RetainMs, Seal, VendorComparison } from "@relance/spec";

/** The report of a campaign as plain JSON with dates. Counts equal the ledger's once the campaign is closed. */
export interface CampaignReport {
  readonly madeAt: Date;
  readonly delivery: ReportDelivery;
  readonly campaign: {
    readonly id: number;
    readonly name: string;
    readonly occurrence: string;
    readonly tenant: string;
    /** The deadline as the campaign file states it: an instant, or a duration after enrollment. */
    readonly deadline: string;
    /** The deadline as a time; absent if each recipient has a different deadline. */
    readonly deadlineAt?: Date | undefined;
    readonly timezone: string;
  };
  /** Present if the campaign was a rehearsal, which sends nothing. */
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
  /** Receipts by provider, destination and period of sending. Whole providers come first. */
  readonly receipts: readonly ReportReceipts[];
  /** Comparisons of vendors with randomly assigned recipients (`watch.explore`); empty if there are no such recipients. */
  readonly compared: readonly VendorComparison[];
  readonly incidents: readonly ReportIncident[];
  /** The data that each plugin adds to the report, by name of the plugin. */
  readonly plugins: Readonly<Record<string, unknown>>;
  readonly waves: readonly ReportWave[];
  /** The number of unreached recipients and refused rows by cause, the most frequent cause first. */
  readonly unreached: readonly { readonly cause: string; readonly count: number }[];
  /** The latest seal, which covers all events before it; absent if no event was sealed yet. */
  readonly evidence?: { readonly seal: Seal } | undefined;
  /** How long after each recipient's deadline their data is erased, in milliseconds; absent = never. */
  readonly retention: RetainMs;
  /** Absent without a price list. */
  readonly cost?: ReportCost | undefined;
}

export interface ReportDelivery {
  /** The number of messages that a provider may have sent. */
  readonly left: number;
  /** The number of messages that were stored in the outbox instead (delivery modes `capture`, `allow`, `redirect`). */
  readonly captured: number;
}

export interface ReportRehearsal {
  readonly scenario: string;
  readonly seed: number;
}

/** Recipients of one step. Each recipient counts once, however many attempts they had. */
export interface ReportStep {
  readonly step: number;
  readonly channel: Channel;
  readonly route: readonly string[];
  readonly entered: number;
  readonly sent: number;
  /** Recipients with a delivered message; absent if no provider of the route reports deliveries. */
  readonly delivered: number | undefined;
  /** The number of recipients in `delivered`, by the strongest source of a delivery report. */
  readonly deliveredBy: Readonly<Partial<Record<Quality, number>>>;
  /** Recipients who confirmed after a message of this step and before a message of the next step. */
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
  /** Recipients who confirmed before their first message was sent. */
  readonly beforeAnyMessage: number;
  /** Recipients by time since their first message, without `beforeAnyMessage`. The last bin has no upper limit. */
  readonly histogram: readonly { readonly fromMs: number; readonly toMs: number; readonly people: number }[];
  /** The median time from the first message to the confirmation; absent if no recipient confirmed. */
  readonly medianMs: number | undefined;
  readonly p90Ms: number | undefined;
  /** Confirmed recipients over time; at most about 200 points. */
  readonly overTime: readonly { readonly at: Date; readonly confirmed: number; readonly sent: number }[];
}

/** The receipts of one provider or destination in one period of sending, compared with the expected number. */
export interface ReportReceipts {
  readonly provider: string;
  readonly channel: Channel;
  /** Number prefix, mail domain or push service; "" for the whole provider. */
  readonly destination: string;
  readonly accepted: number;
  readonly received: number;
  readonly grainMs: number;
  /** Cumulative counts since the beginning of the period. */
  readonly points: readonly {
    readonly at: Date;
    readonly accepted: number;
    readonly received: number;
    /** The lowest number of receipts that a healthy provider would have sent; `high` = the highest number. */
    readonly low: number;
    readonly high: number;
  }[];
}

/** An incident, and its effect on recipients. */
export interface ReportIncident extends IncidentRow {
  /** The messages that the incident affected; absent if the incident is not about missing receipts. */
  readonly exposure?:
    | {
        /** When the incident began, computed from all receipts that are known now. */
        readonly beganAt: Date;
        /** The time from `beganAt` until the incident was opened. */
        readonly noticedAfterMs: number;
        /** When the watch or an operator first acted. */
        readonly actedAt: Date | undefined;
        /** The number of messages accepted from `beganAt` until `actedAt`. */
        readonly beforeAction: number;
        /** The number of messages accepted from `beganAt` until the incident ended. */
        readonly messages: number;
        /** The number of messages in `messages` that have no final receipt. */
        readonly unanswered: number;
      }
    | undefined;
}

export interface ReportWave {
  /** The number of the wave; 0 = the pilot. */
  readonly wave: number;
  readonly at: Date;
  /** The share of the audience in this wave and all earlier waves. */
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
  /** Without a price list the report has no cost. @default the gateway's prices */
  readonly prices?: PriceList | undefined;
  readonly rehearsal?: ReportRehearsal | undefined;
}
