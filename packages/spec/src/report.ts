import type { Channel } from "./channel/channels.ts";
import type { Quality } from "./inbound.ts";
import type { Kept } from "./store/erase.ts";
import type { Ledger } from "./store/read.ts";
import type { Seal } from "./store/seals.ts";
import type { IncidentRow } from "./store/watch.ts";

/**
 * The story of a campaign for people who were not there: of a real one, or of a rehearsal. Plain JSON but for its
 * dates. Whatever counts recipients or attempts equals the ledger's number once the campaign is closed.
 */
export interface CampaignReport {
  /** When it was made, by the store's clock. */
  readonly madeAt: Date;
  /** Whether its messages left at all. */
  readonly delivery: ReportDelivery;
  readonly campaign: {
    readonly id: number;
    readonly name: string;
    readonly occurrence: string;
    readonly tenant: string;
    /** As its file says it: an instant, or a duration after enrollment. */
    readonly deadline: string;
    /** In which its times are told, such as `Europe/Paris`. */
    readonly timezone: string;
  };
  /** Present when nothing was really sent. */
  readonly rehearsal?: ReportRehearsal | undefined;
  readonly times: {
    readonly startedAt: Date | undefined;
    readonly firstSentAt: Date | undefined;
    readonly lastSentAt: Date | undefined;
    readonly closedAt: Date | undefined;
  };
  readonly ledger: Ledger;
  readonly outcome: ReportOutcome;
  /** In the order of the campaign. */
  readonly steps: readonly ReportStep[];
  readonly confirming: ReportConfirming;
  /** What came back, by provider and part and by stretch of sending; whole providers first. */
  readonly receipts: readonly ReportReceipts[];
  /** Vendors for which recipients were drawn (`watch.explore`), beside each other; empty where none were. */
  readonly compared: readonly VendorComparison[];
  /** Oldest first. */
  readonly incidents: readonly ReportIncident[];
  /** What arrived at lent numbers, by network and provider; empty where none was sent to. */
  readonly canaries: readonly ReportCanaries[];
  /** How the campaign was let go; empty without a pace. */
  readonly waves: readonly ReportWave[];
  /** Recipients and refused rows by cause, most first. */
  readonly unreached: readonly { readonly cause: string; readonly count: number }[];
  /** What was sealed last: it stands for all seals up to it. Absent = nothing was sealed yet. */
  readonly evidence?: { readonly seal: Seal } | undefined;
  /** How long after each recipient's deadline what is kept of them is erased, in milliseconds; absent = for ever. */
  readonly retention: Kept;
  /** Absent = no price list is known. */
  readonly cost?: ReportCost | undefined;
}

/** Messages to lent numbers of one network through one provider. */
export interface ReportCanaries {
  readonly network: string;
  readonly provider: string;
  readonly sent: number;
  /** Reported as delivered; absent = the provider reports no delivery. */
  readonly delivered?: number | undefined;
  /** Arrived, as the source of the numbers says. */
  readonly seen: number;
  /** From leaving until the source said so, in milliseconds, to ten seconds; absent = none was seen. */
  readonly medianMs?: number | undefined;
}

/** Messages of a campaign by whether they left the gateway. */
export interface ReportDelivery {
  /** A provider may have carried them. */
  readonly left: number;
  /** Stored and readable, and sent to no provider (delivery modes `capture`, `allow` and `redirect`). */
  readonly captured: number;
}

/** Messages of a provider, and those of them with a receipt ten minutes later. */
export interface ComparedVendor {
  readonly provider: string;
  readonly messages: number;
  readonly receipts: number;
}

/** The first messages of recipients who were drawn for two vendors, of the same minutes, steps and destinations. */
export interface VendorComparison {
  /** The first of the route. */
  readonly first: ComparedVendor;
  readonly second: ComparedVendor;
  /**
   * By how much the first one's share of receipts is below the second's, 0 to 1, and between what it lies at four standard
   * deviations. Absent = fewer than 40 messages of either.
   */
  readonly difference?: { readonly likeliest: number; readonly atLeast: number; readonly atMost: number } | undefined;
}

/** What a rehearsed campaign was rehearsed with. */
export interface ReportRehearsal {
  readonly scenario: string;
  readonly seed: number;
}

/** Five numbers of recipients that add up to those enrolled, and what the ledger says of its sums. */
export interface ReportOutcome {
  readonly people: number;
  readonly confirmed: number;
  /** Of `confirmed`, after the deadline. */
  readonly late: number;
  /** Not over yet. */
  readonly open: number;
  /** Over without a confirmation. */
  readonly unreached: number;
  /** Withdrawn, or open when the campaign was cancelled: there is nothing to reach them for. */
  readonly calledOff: number;
  /** Rows of the audience that could not be enrolled; not among the recipients. */
  readonly refused: number;
  readonly holds: boolean;
}

/** Recipients on one step of the ladder; each counts once, whatever was tried for them. */
export interface ReportStep {
  /** From 1. */
  readonly step: number;
  readonly channel: Channel;
  readonly route: readonly string[];
  /** Came to this step. */
  readonly entered: number;
  /** A message of this step left for them. */
  readonly sent: number;
  /** A receipt says that it arrived. Absent = no provider of the route reports deliveries. */
  readonly delivered: number | undefined;
  /** The same recipients by the best witness. */
  readonly deliveredBy: Readonly<Partial<Record<Quality, number>>>;
  /** Confirmed after a message of this step and before one of the next. */
  readonly confirmed: number;
  readonly attempts: readonly ReportAttempts[];
}

/** Attempts of one step through one provider, as the ledger counts them. */
export interface ReportAttempts {
  readonly provider: string;
  readonly attempts: number;
  /** Absent = the provider reports no deliveries. */
  readonly delivered: number | undefined;
  readonly undelivered: number;
  /** The provider would not take it. */
  readonly refused: number;
  /** Taken, and nothing final came back. */
  readonly unanswered: number;
}

/** When recipients confirmed. */
export interface ReportConfirming {
  /** Confirmed before any message had left for them. */
  readonly beforeAnyMessage: number;
  /** From the first message; the last bin has no end. With `beforeAnyMessage` they add up to the confirmed. */
  readonly histogram: readonly { readonly fromMs: number; readonly toMs: number; readonly people: number }[];
  /** Absent when no recipient has confirmed. */
  readonly medianMs: number | undefined;
  readonly p90Ms: number | undefined;
  /** Recipients confirmed so far, over time; at most some two hundred points. */
  readonly overTime: readonly { readonly at: Date; readonly confirmed: number; readonly sent: number }[];
}

/** Receipts of one flow over one stretch of sending, against what was to be expected of them. */
export interface ReportReceipts {
  readonly provider: string;
  readonly channel: Channel;
  /** Number prefix, mail domain or push service; "" = the whole provider. */
  readonly destination: string;
  readonly accepted: number;
  readonly received: number;
  readonly grainMs: number;
  /** Sums since the beginning of the stretch: what is missing stays missing, and is seen. */
  readonly points: readonly {
    readonly at: Date;
    readonly accepted: number;
    /** Final receipts so far. */
    readonly received: number;
    /** The same, had all been well: the least and the most. */
    readonly low: number;
    readonly high: number;
  }[];
}

/** An incident, and what it meant for people. */
export interface ReportIncident extends IncidentRow {
  /** Absent for incidents that are not about messages which no answer came to. */
  readonly exposure?:
    | {
        /** When it began, as the receipts show it now. */
        readonly beganAt: Date;
        /** From there to the incident. */
        readonly noticedAfterMs: number;
        /** When the watch or a recipient first acted. */
        readonly actedAt: Date | undefined;
        /** Messages taken from its beginning until then. */
        readonly beforeAction: number;
        /** Messages taken from its beginning to its end. */
        readonly messages: number;
        /** Of these, without any final receipt to this day. */
        readonly unanswered: number;
      }
    | undefined;
}

/** One wave of a campaign's pace. */
export interface ReportWave {
  /** 0 = the pilot. */
  readonly wave: number;
  readonly at: Date;
  /** Share of the audience that may have been sent to, from then on. */
  readonly share: number;
}

/** What the messages of a campaign cost, in the currency of the price list. */
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

/** What messages cost. */
export interface PriceList {
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
  /**
   * Price of one message by provider, such as `{ "sms.main": 0.045 }`; what is not listed costs nothing. An SMS costs
   * that for each of its segments, as vendors bill it.
   */
  readonly perMessage: Readonly<Record<string, number>>;
}

/** What a report may be told besides the campaign. */
export interface ReportOptions {
  /** @default the gateway's own; without any, no cost is reported */
  readonly prices?: PriceList | undefined;
  readonly rehearsal?: ReportRehearsal | undefined;
}

/** Budgets and prices are exact to a millionth. */
const MICROS = 1e6;

/**
 * An amount with as many decimals as it has, two at least and six at most, so that sums that recipients read add up.
 *
 * @example
 * formatAmount(0.045); // "0.045": prices of one message are often below a cent
 */
export function formatAmount(amount: number): string {
  const text = (Math.round(amount * MICROS) / MICROS).toFixed(6);
  return text.replace(/0{1,4}$/, "");
}
