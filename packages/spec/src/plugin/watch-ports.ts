import type { Provider } from "../provider.ts";

export interface PluginProvider extends Pick<Provider, "vendor" | "capabilities" | "perSecond"> {
  /** True if the provider can answer `ask` about its messages. */
  readonly canBeAsked: boolean;
}

export interface SampleInput {
  readonly campaign: number;
  readonly provider: string;
  /** Number prefix, mail domain or push service; absent for all. */
  readonly destination?: string | undefined;
  readonly count: number;
  /** Minimum age of a message, in milliseconds. */
  readonly olderThanMs: number;
}

/** A provider's answer about a message. `reported`: a final result, which is recorded as a receipt. */
export type SampleAnswer = "reported" | "still-accepted" | "not-found" | "no-answer";

export interface AskAnswer {
  /** Whether requests reach our public URL; absent if unknown. If none arrives, the provider is not asked. */
  readonly isReachable: boolean | undefined;
  /** One answer per message; absent if the provider was not asked. */
  readonly answers: readonly SampleAnswer[] | undefined;
}

/** `wait`: the first wave has no result yet, so the next one waits. `doubt`: a provider fails, so every wave waits. */
export type PaceVerdict = "go" | "wait" | "doubt";

/** What a plugin knows about a campaign's receipts and vendors, for the report and the console. */
export interface CampaignInsight {
  readonly compared: readonly VendorComparison[];
  /** Returns the usual share of messages with a receipt within this time, or at any time for `Infinity`. */
  usually(provider: string, destination: string, withinMs: number): number;
}

/** The messages of one provider in the comparison, and how many of them had a receipt within ten minutes. */
export interface ComparedVendor {
  readonly provider: string;
  readonly messages: number;
  readonly receipts: number;
}

/** Compares the first messages of recipients who were assigned to one of two vendors at random. */
export interface VendorComparison {
  readonly first: ComparedVendor;
  readonly second: ComparedVendor;
  /** The second vendor's share of receipts minus the first's, ± four standard deviations; absent below 40 messages. */
  readonly difference?: { readonly likeliest: number; readonly atLeast: number; readonly atMost: number } | undefined;
}
