import type { CampaignError, ProviderCause, ProviderCondition, ProviderState, VendorAddresses } from "@relance/engine";
import type { LedgerSums, LiveFlow, Reach, StoryLook } from "@relance/report";
import type { CampaignState, IncidentRow, Ledger, Remedy, ReportReceipts, VendorComparison } from "@relance/spec";
import type { Role } from "../access/visitor.ts";

/** Who looks, as the page is told. */
export interface SessionFacts {
  readonly role: Role;
  readonly actor: string | undefined;
  /** The gateway sends nothing (`delivery: "capture"`). */
  readonly isCapture: boolean;
  /** Addresses to enter at the vendors; some are secrets, so viewers get none. */
  readonly addresses: readonly VendorAddresses[];
}

/** A campaign in a few numbers. */
export interface CampaignCard {
  readonly campaign: number;
  readonly name: string;
  readonly occurrence: string;
  readonly tenant: string;
  readonly state: CampaignState;
  readonly isLive: boolean;
  readonly holds: boolean;
  readonly reach: Reach;
  readonly late: number;
  readonly deadline: {
    readonly text: string;
    /** `text` names a column: each recipient has their own deadline. */
    readonly isColumn: boolean;
    readonly at: Date | undefined;
    readonly timezone: string;
  };
  /** Of those in flight, how many are without the receipt that a healthy provider would have sent by now. */
  readonly atRisk: number;
  readonly minutesLeft: number | undefined;
  /** Incidents that are open: what each is about. */
  readonly troubles: readonly Pick<IncidentRow, "id" | "kind" | "provider" | "destination">[];
}

/** An incident with what one can do about it. */
export interface IncidentCard extends IncidentRow {
  readonly remedies: readonly Remedy[];
}

/** What `live?view=campaigns` tells. */
export interface CampaignsSections {
  readonly list: {
    readonly at: Date;
    readonly campaigns: readonly CampaignCard[];
    /** About no campaign. */
    readonly incidents: readonly IncidentCard[];
  };
}

/** What `live?view=campaign:1` tells. */
export interface CampaignSections {
  readonly now: {
    readonly at: Date;
    /** When all that `story` tells was counted last; absent = it is still being counted. */
    readonly countedAt: Date | undefined;
    /** Absent = there is no such campaign. */
    readonly card: CampaignCard | undefined;
    readonly ledger: Ledger | undefined;
    readonly sums: LedgerSums | undefined;
    readonly flows: readonly LiveFlow[];
    readonly route: readonly { readonly step: number; readonly providers: readonly string[] }[];
  };
  readonly incidents: readonly IncidentCard[];
  readonly curves: readonly ReportReceipts[];
  /** Absent = it is still being counted. */
  readonly story: StoryLook | undefined;
  readonly providers: readonly ProviderState[];
  /** Vendors for which recipients are drawn, beside each other. */
  readonly compared: readonly VendorComparison[];
  /** Codes with which messages failed, the most frequent first. */
  readonly errors: readonly CampaignError[];
}

/** How one provider does over all campaigns that continue. */
export interface ProviderCard {
  readonly provider: string;
  readonly condition: ProviderCondition;
  /** Answered share of what was taken in each cell of the last quarter of an hour. */
  readonly flow: LiveFlow | undefined;
  readonly hasReceipts: boolean;
  /** Living workers that can send over it. */
  readonly workers: number;
  /** Attempts by what became of them. */
  readonly attempts: Readonly<Record<AttemptClass, number>>;
  readonly causes: readonly (ProviderCause & { readonly campaign: string })[];
}

/** What became of attempts, for people who look for errors. */
export type AttemptClass =
  | "delivered"
  | "unanswered"
  | "undelivered-temporary"
  | "undelivered-permanent"
  | "rejected"
  | "deferred"
  | "uncertain"
  | "not-sent";

/** What `live?view=providers` tells. */
export interface ProvidersSections {
  readonly providers: { readonly at: Date; readonly providers: readonly ProviderCard[] };
}

/** What `live?view=webhooks` tells. */
export interface WebhooksSections {
  readonly incoming: {
    readonly at: Date;
    /** False = what came back earlier is still being counted, and `heardAt` says nothing yet. */
    readonly isCounted: boolean;
    readonly providers: readonly {
      readonly provider: string;
      /** When something last came back for a campaign that continues, else for the last that is over. */
      readonly heardAt: Date | undefined;
      /** Since when no receiver listens; absent = one does. */
      readonly downSince: Date | undefined;
    }[];
    /** Refused at the doors of living receivers since each began, by error code. */
    readonly refused: readonly { readonly code: string; readonly count: number; readonly processes: number }[];
    readonly receivers: number;
  };
  /** The status that plugins report. */
  readonly plugins: readonly { readonly plugin: string; readonly isFine: boolean; readonly fact: string }[];
}
