import type { ProviderCause, ProviderCondition, ProviderState } from "@relance/engine";
import type { LedgerSums, LiveFlow, Reach, ReportReceipts, StoryLook } from "@relance/report";
import type { CampaignError, VendorAddresses } from "@relance/report/views";
import type { IncidentRow, Ledger, Remedy, VendorComparison } from "@relance/spec";
import type { Role } from "../access/visitor.ts";

export interface SessionFacts {
  readonly role: Role;
  readonly actor: string | undefined;
  /** True if the gateway stores all messages instead of sending them (`delivery: "capture"`). */
  readonly isCapture: boolean;
  /** The URLs to enter in the vendors' settings; empty for a viewer. */
  readonly addresses: readonly VendorAddresses[];
}

export interface CampaignCard
  extends Pick<Ledger, "campaign" | "name" | "occurrence" | "tenant" | "state" | "holds" | "late"> {
  readonly isLive: boolean;
  readonly reach: Reach;
  readonly deadline: {
    readonly text: string;
    /** True if `text` names a column: each recipient then has a separate deadline. */
    readonly isColumn: boolean;
    readonly at: Date | undefined;
    readonly timezone: string;
  };
  /** Messages in flight without a receipt, although a healthy provider would have sent the receipt by now. */
  readonly atRisk: number;
  readonly minutesLeft: number | undefined;
  readonly troubles: readonly Pick<IncidentRow, "id" | "kind" | "provider" | "destination">[];
}

export interface IncidentCard extends IncidentRow {
  readonly remedies: readonly Remedy[];
}

export interface CampaignsSections {
  readonly list: {
    readonly at: Date;
    readonly campaigns: readonly CampaignCard[];
    readonly incidents: readonly IncidentCard[];
  };
}

export interface CampaignSections {
  readonly now: {
    readonly at: Date;
    /** When the events of `story` were last counted; absent until all events are counted. */
    readonly countedAt: Date | undefined;
    readonly card: CampaignCard | undefined;
    readonly ledger: Ledger | undefined;
    readonly sums: LedgerSums | undefined;
    readonly flows: readonly LiveFlow[];
    readonly route: readonly { readonly step: number; readonly providers: readonly string[] }[];
  };
  readonly incidents: readonly IncidentCard[];
  readonly curves: readonly ReportReceipts[];
  /** Absent until all events are counted. */
  readonly story: StoryLook | undefined;
  readonly providers: readonly ProviderState[];
  readonly compared: readonly VendorComparison[];
  readonly errors: readonly CampaignError[];
}

export interface ProviderCard {
  readonly provider: string;
  readonly condition: ProviderCondition;
  readonly flow: LiveFlow | undefined;
  readonly hasReceipts: boolean;
  readonly workers: number;
  readonly attempts: Readonly<Record<AttemptClass, number>>;
  readonly causes: readonly (ProviderCause & { readonly campaign: string })[];
}

/** The number of attempts per class, without attempts in flight. */
export const NO_ATTEMPTS = {
  delivered: 0,
  unanswered: 0,
  "undelivered-temporary": 0,
  "undelivered-permanent": 0,
  rejected: 0,
  deferred: 0,
  uncertain: 0,
  "not-sent": 0,
};

export type AttemptClass = keyof typeof NO_ATTEMPTS;

export interface ProvidersSections {
  readonly providers: { readonly at: Date; readonly providers: readonly ProviderCard[] };
}

export interface WebhooksSections {
  readonly incoming: {
    readonly at: Date;
    /** False until earlier receipts are counted. `lastReportAt` is then unknown. */
    readonly isCounted: boolean;
    readonly providers: readonly {
      readonly provider: string;
      /** When the last receipt for a running campaign arrived, or else for the campaign that ended last. */
      readonly lastReportAt: Date | undefined;
      /** When the last server that receives the provider's receipts stopped; absent while such a server runs. */
      readonly downSince: Date | undefined;
    }[];
    /** How many requests the running servers have refused since their start, by error code. */
    readonly refused: readonly { readonly code: string; readonly count: number; readonly processes: number }[];
    readonly receivers: number;
  };
  readonly plugins: readonly { readonly plugin: string; readonly isFine: boolean; readonly fact: string }[];
}
