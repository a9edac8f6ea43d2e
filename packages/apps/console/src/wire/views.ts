import type { ProviderCause, ProviderCondition, ProviderState } from "@relance/engine";
import type { LedgerSums, LiveFlow, Reach, ReportReceipts, StoryLook } from "@relance/report";
import type { CampaignError, VendorAddresses } from "@relance/report/views";
import type { IncidentRow, Ledger, Remedy, VendorComparison } from "@relance/spec";
import type { Role } from "../access/visitor.ts";

export interface SessionFacts {
  readonly role: Role;
  readonly actor: string | undefined;
  /** The gateway sends no messages (`delivery: "capture"`). */
  readonly isCapture: boolean;
  /** The URLs to enter at vendors; empty for a viewer. */
  readonly addresses: readonly VendorAddresses[];
}

export interface CampaignCard
  extends Pick<Ledger, "campaign" | "name" | "occurrence" | "tenant" | "state" | "holds" | "late"> {
  readonly isLive: boolean;
  readonly reach: Reach;
  readonly deadline: {
    readonly text: string;
    /** `text` names a column, so each recipient has a separate deadline. */
    readonly isColumn: boolean;
    readonly at: Date | undefined;
    readonly timezone: string;
  };
  /** The messages in flight that lack the receipt which a healthy provider would have sent by now. */
  readonly atRisk: number;
  readonly minutesLeft: number | undefined;
  readonly troubles: readonly Pick<IncidentRow, "id" | "kind" | "provider" | "destination">[];
}

/** An incident, with the commands that fit it. */
export interface IncidentCard extends IncidentRow {
  readonly remedies: readonly Remedy[];
}

/** The sections of `live?view=campaigns`. */
export interface CampaignsSections {
  readonly list: {
    readonly at: Date;
    readonly campaigns: readonly CampaignCard[];
    /** Incidents that concern no campaign. */
    readonly incidents: readonly IncidentCard[];
  };
}

/** The sections of `live?view=campaign:1`. */
export interface CampaignSections {
  readonly now: {
    readonly at: Date;
    /** When all events of `story` were last counted; absent while they are still being counted. */
    readonly countedAt: Date | undefined;
    /** Absent for an unknown campaign. */
    readonly card: CampaignCard | undefined;
    readonly ledger: Ledger | undefined;
    readonly sums: LedgerSums | undefined;
    readonly flows: readonly LiveFlow[];
    readonly route: readonly { readonly step: number; readonly providers: readonly string[] }[];
  };
  readonly incidents: readonly IncidentCard[];
  readonly curves: readonly ReportReceipts[];
  /** Absent while the events are still being counted. */
  readonly story: StoryLook | undefined;
  readonly providers: readonly ProviderState[];
  readonly compared: readonly VendorComparison[];
  readonly errors: readonly CampaignError[];
}

/** The status of one provider in all running campaigns. */
export interface ProviderCard {
  readonly provider: string;
  readonly condition: ProviderCondition;
  /** The share of messages with a receipt, for each cell of the last quarter of an hour. */
  readonly flow: LiveFlow | undefined;
  readonly hasReceipts: boolean;
  /** The live workers that can send through the provider. */
  readonly workers: number;
  readonly attempts: Readonly<Record<AttemptClass, number>>;
  readonly causes: readonly (ProviderCause & { readonly campaign: string })[];
}

export type AttemptClass =
  | "delivered"
  | "unanswered"
  | "undelivered-temporary"
  | "undelivered-permanent"
  | "rejected"
  | "deferred"
  | "uncertain"
  | "not-sent";

/** The sections of `live?view=providers`. */
export interface ProvidersSections {
  readonly providers: { readonly at: Date; readonly providers: readonly ProviderCard[] };
}

/** The sections of `live?view=webhooks`. */
export interface WebhooksSections {
  readonly incoming: {
    readonly at: Date;
    /** False while earlier reports are still being counted, so that `heardAt` is not known yet. */
    readonly isCounted: boolean;
    readonly providers: readonly {
      readonly provider: string;
      /** When the last report arrived for a running campaign, or else for the campaign that ended last. */
      readonly heardAt: Date | undefined;
      /** Since when no server receives reports; absent if a server receives them. */
      readonly downSince: Date | undefined;
    }[];
    /** The requests that live servers have refused since their start, by error code. */
    readonly refused: readonly { readonly code: string; readonly count: number; readonly processes: number }[];
    readonly receivers: number;
  };
  readonly plugins: readonly { readonly plugin: string; readonly isFine: boolean; readonly fact: string }[];
}
