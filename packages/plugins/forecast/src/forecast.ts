import type { Channel, IfLate, RetainMs } from "@relance/spec";

/** The forecast assumes that no recipient confirms, and that the first provider of each route accepts every message. */
export interface CampaignForecast {
  readonly campaign: string;
  readonly startAt: Date;
  readonly ifLate: IfLate;
  readonly late: ForecastLate;
  readonly audience: ForecastAudience;
  readonly people: ForecastPeople;
  readonly deadlines: { readonly first: Date; readonly last: Date } | undefined;
  /** When the last data of each class will be erased; absent if kept forever, or if no recipient is enrolled. */
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
  /** The latest start at which no wait is shortened; absent without messages, or if deadlines count from the start. */
  readonly startBy: Date | undefined;
  readonly lastMessageAt: Date | undefined;
  readonly warnings: readonly ForecastWarning[];
}

export interface ForecastAudience {
  readonly rows: number;
  readonly refused: number;
  readonly reasons: Readonly<Record<string, number>>;
  /** Number of rows with the key of an earlier row. */
  readonly repeated: number;
  /** The number of malformed addresses that were ignored because the recipient has another contact, by error code. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** Recipients by outcome. `enrolled` is the sum of the other numbers. */
export interface ForecastPeople {
  readonly enrolled: number;
  /** Recipients who get every step in time with its full wait. */
  readonly inTime: number;
  /** Recipients who get messages, but with a shortened wait or an omitted step. */
  readonly squeezed: number;
  /** Recipients with no contact for any of their steps. */
  readonly unreachable: number;
  /** Recipients whose only contacts for their steps are suppressed. */
  readonly suppressed: number;
  /** Recipients whose deadline is too early for any message. */
  readonly tooLate: number;
}

export interface ForecastLate {
  /** The number of recipients who get messages but with a shortened wait. */
  readonly compressed: number;
  /** The number of recipients who get messages but with an omitted step. */
  readonly skipped: number;
  /** The total number of omitted steps. */
  readonly skippedSteps: number;
  /** The number of recipients who would not be enrolled. `audience.reasons` also counts them as `too-late`. */
  readonly refused: number;
}

/** Addresses that several recipients share. Each recipient who shares an address gets a separate message. */
export interface ForecastDuplicates {
  readonly channel: Channel;
  readonly addresses: number;
  readonly people: number;
  /** The first rows with the address of an earlier row: `line` = this row, `firstLine` = the earlier row. */
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
  /** The first provider of the step's route. The forecast sends all messages of the step through this provider. */
  readonly provider: string;
  /** Recipients whose row matches the step's `when:` condition. */
  readonly meant: number;
  /** Recipients in `meant` without a contact for the channel. */
  readonly lacksContact: number;
  /** Recipients in `meant` whose contacts for the channel are all suppressed. */
  readonly suppressed: number;
  readonly messages: number;
  /** The number of messages that are sent too late for a full wait. */
  readonly squeezed: number;
  /** Recipients in `meant` who have too little time for the step. */
  readonly tooLate: number;
  /** True if the step is sent only within the hours of a window. */
  readonly hasWindow: boolean;
  /** When the first and the last message are sent; absent if no message is sent. */
  readonly leaves: { readonly first: Date; readonly last: Date } | undefined;
  /** The latest times at which every wait is complete, computed backward from the deadlines. */
  readonly latest: { readonly first: Date; readonly last: Date } | undefined;
  /** Total SMS segments of the step; 0 for other channels. */
  readonly segments: number;
}

export interface ForecastProvider {
  readonly provider: string;
  /** Maximum messages per second: the lower of the provider's and the campaign's limits; absent if neither has one. */
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
