import type { Provider } from "../provider.ts";
import type { VendorComparison } from "../report.ts";

/** One provider of the configuration. */
export interface PluginProvider extends Pick<Provider, "vendor" | "capabilities" | "perSecond"> {
  /** `ask` may find out something about its messages. */
  readonly canBeAsked: boolean;
}

/** Accepted messages without a receipt, of which some are drawn. */
export interface SampleInput {
  readonly campaign: number;
  readonly provider: string;
  /** Number prefix, mail domain or push service; absent = all. */
  readonly destination?: string | undefined;
  readonly count: number;
  /** Younger messages are not drawn, in milliseconds. */
  readonly olderThanMs: number;
}

/** A provider's answer about one message; `reported` = something final, which is recorded as a receipt. */
export type SampleAnswer = "reported" | "still-accepted" | "not-found" | "no-answer";

/** The provider's answers about a sample of messages. */
export interface AskAnswer {
  /** Whether requests reach our public address; absent = unknown. If they do not, the provider is not asked. */
  readonly isReachable: boolean | undefined;
  /** One answer for each message; absent = the provider was not asked. */
  readonly answers: readonly SampleAnswer[] | undefined;
}

/**
 * A verdict on the next wave. `go` the pilot shows no loss · `wait` the pilot cannot be judged yet: only the next
 * wave after it waits · `doubt` a provider is in doubt: every wave waits.
 */
export type PaceVerdict = "go" | "wait" | "doubt";

/** What a plugin knows of receipts and vendors, for reports and screens. */
export interface CampaignInsight {
  readonly compared: readonly VendorComparison[];
  /** The share of a provider's messages that usually have a receipt within this time; `Infinity` = ever. */
  usually(provider: string, destination: string, withinMs: number): number;
}
