import type { Channel, IfLate, RetainMs } from "@relance/spec";

/** The forecast assumes that no recipient confirms, and that the first provider of each route accepts all messages. */
export interface CampaignForecast {
  readonly campaign: string;
  readonly startAt: Date;
  readonly ifLate: IfLate;
  readonly late: ForecastLate;
  readonly audience: ForecastAudience;
  readonly people: ForecastPeople;
  readonly deadlines: { readonly first: Date; readonly last: Date } | undefined;
  /** When the last data of each class is erased; absent if the data is kept forever, or no recipient is enrolled. */
  readonly erased: { readonly [Class in keyof RetainMs]: Date | undefined };
  readonly extendedTo: Date | undefined;
  readonly duplicates: readonly ForecastDuplicates[];
  /** Empty without `waves`. */
  readonly waves: readonly ForecastWave[];
  readonly steps: readonly ForecastStep[];
  readonly providers: readonly ForecastProvider[];
  /** Absent without a price list. */
  readonly cost: { readonly currency: string; readonly total: number } | undefined;
  readonly budget: { readonly currency: string; readonly limit: number } | undefined;
  /** The latest start that shortens no wait; absent without messages, or if deadlines count from the start. */
  readonly startBy: Date | undefined;
  readonly lastMessageAt: Date | undefined;
  readonly warnings: readonly ForecastWarning[];
}

export interface ForecastAudience {
  readonly rows: number;
  readonly refused: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** Number of rows whose key was in an earlier row. */
  readonly repeated: number;
  /** The number of malformed addresses of recipients who have another contact, by error code. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** Recipients by their result; `enrolled` is the sum of the other numbers. */
export interface ForecastPeople {
  readonly enrolled: number;
  /** Recipients whose steps all begin in time and keep their full waits. */
  readonly inTime: number;
  /** Recipients who get messages, but with a shortened wait or without one of their steps. */
  readonly squeezed: number;
  /** Recipients without a contact for any step that applies to them. */
  readonly unreachable: number;
  /** Recipients whose contacts for all steps are suppressed. */
  readonly suppressed: number;
  /** Recipients to whom nothing can be sent before their deadline. */
  readonly tooLate: number;
}

export interface ForecastLate {
  /** The number of recipients who get a message and have a shortened wait. */
  readonly compressed: number;
  /** The number of recipients who get a message but miss a step. */
  readonly skipped: number;
  /** The number of omitted steps, summed over recipients. */
  readonly skippedSteps: number;
  /** The number of recipients who would not be enrolled; `audience.reasons` contains them as `too-late`. */
  readonly refused: number;
}

/** Addresses that several recipients share. Each of these recipients gets a separate message at the address. */
export interface ForecastDuplicates {
  readonly channel: Channel;
  readonly addresses: number;
  readonly people: number;
  /** The first few rows with an address of an earlier row: `line` = the row's line, `firstLine` = the earlier row's. */
  readonly examples: readonly { readonly line: number; readonly firstLine: number }[];
}

export interface ForecastWave {
  readonly wave: number;
  readonly at: Date;
  readonly people: number;
}

export interface ForecastStep {
  readonly step: number;
  readonly channel: Channel;
  /** The first provider of the step's route, through which the forecast sends. */
  readonly provider: string;
  /** Recipients to whom the step applies (`when:`). */
  readonly meant: number;
  /** The recipients counted in `meant` who have no contact of the channel. */
  readonly lacksContact: number;
  /** The recipients counted in `meant` whose contacts of the channel are all suppressed. */
  readonly suppressed: number;
  readonly messages: number;
  /** The number of messages that are sent so late that a wait is shortened. */
  readonly squeezed: number;
  /** Recipients to whom the step applies, but who have too little time for it. */
  readonly tooLate: number;
  /** True if the messages are sent only within the hours of a window. */
  readonly hasWindow: boolean;
  /** When the first and the last message are sent; absent without messages. */
  readonly leaves: { readonly first: Date; readonly last: Date } | undefined;
  /** The latest times that shorten no wait, computed backward from the deadlines. */
  readonly latest: { readonly first: Date; readonly last: Date } | undefined;
  /** SMS segments of the sent messages; 0 for other channels. */
  readonly segments: number;
}

export interface ForecastProvider {
  readonly provider: string;
  /** Maximum messages per second: the lower of the provider's and the campaign's rates; absent if neither is known. */
  readonly perSecond: number | undefined;
  readonly messages: number;
  readonly segments: number;
  readonly amount: number | undefined;
}

type ForecastWarningCode =
  | "unreachable"
  | "suppressed"
  | "too-late"
  | "refused-late"
  | "squeezed"
  | "step-too-late"
  | "step-squeezed"
  | "duplicates"
  | "rate-unknown"
  | "price-missing"
  | "over-budget"
  | "unwritable"
  | "no-link";

export interface ForecastWarning {
  readonly code: ForecastWarningCode;
  readonly step?: number | undefined;
  readonly provider?: string | undefined;
  readonly text: string;
}
