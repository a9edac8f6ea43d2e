import type { Channel, IfLate, Kept } from "@relance/spec";

/** What a campaign totals if no recipient confirms and every first provider accepts every message. */
export interface CampaignForecast {
  readonly campaign: string;
  /** When the campaign starts. */
  readonly startAt: Date;
  /** What happens to recipients whose ladder no longer fits. */
  readonly ifLate: IfLate;
  readonly late: ForecastLate;
  readonly audience: ForecastAudience;
  readonly people: ForecastPeople;
  /** The earliest and the latest deadline; absent if no recipient is enrolled. */
  readonly deadlines: { readonly first: Date; readonly last: Date } | undefined;
  /** When the last of each class of recipients' data is erased; absent = kept forever, or no recipient is enrolled. */
  readonly erased: { readonly [Class in keyof Kept]: Date | undefined };
  /** An operator has moved earlier deadlines to this instant. Absent = the campaign's own deadlines. */
  readonly extendedTo: Date | undefined;
  readonly duplicates: readonly ForecastDuplicates[];
  /** Empty without `waves`. */
  readonly waves: readonly ForecastWave[];
  readonly steps: readonly ForecastStep[];
  readonly providers: readonly ForecastProvider[];
  /** Absent without a price list. */
  readonly cost: { readonly currency: string; readonly total: number } | undefined;
  /** The campaign's budget. Absent = no limit. */
  readonly budget: { readonly currency: string; readonly limit: number } | undefined;
  /** Texts that need one more SMS segment because of a few characters; the most expensive come first. */
  readonly spills: readonly ForecastSpill[];
  /**
   * The latest start at which no recipient is squeezed, with rates and waves; if it has passed, about when it was.
   * Absent if nothing is sent, and for deadlines that count from the start.
   */
  readonly startBy: Date | undefined;
  /** When the last message is sent; absent if nothing is sent. */
  readonly lastMessageAt: Date | undefined;
  readonly warnings: readonly ForecastWarning[];
}

/** The result of reading the audience. */
export interface ForecastAudience {
  readonly rows: number;
  readonly refused: number;
  /** Refused rows by their code. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Rows whose key was in an earlier row. */
  readonly repeated: number;
  /** Malformed addresses of recipients who have another contact, by code. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** Recipients by their result; `enrolled` is the sum of the others. */
export interface ForecastPeople {
  readonly enrolled: number;
  /** Every step that they can take starts in time and keeps its full wait. */
  readonly inTime: number;
  /** Recipients who get messages, but with a shortened wait or an omitted step. */
  readonly squeezed: number;
  /** No contact can be used by a step meant for them. */
  readonly unreachable: number;
  /** Every contact that a step could use is suppressed. */
  readonly suppressed: number;
  /** Nothing can be sent to them before their deadline. */
  readonly tooLate: number;
}

/** What happens to recipients who have too little time. */
export interface ForecastLate {
  /** Recipients who are sent to and have a wait shortened. */
  readonly compressed: number;
  /** Recipients who are sent to and have a step omitted. */
  readonly skipped: number;
  /** The omitted steps: one per recipient and step. */
  readonly skippedSteps: number;
  /** Recipients who would not be enrolled; `audience.reasons` counts them too, as `too-late`. */
  readonly refused: number;
}

/** Addresses that several recipients share: each of them gets a message there. */
export interface ForecastDuplicates {
  readonly channel: Channel;
  /** Addresses of more than one recipient. */
  readonly addresses: number;
  /** Recipients with such an address. */
  readonly people: number;
  /** Lines of the first few pairs. */
  readonly examples: readonly { readonly line: number; readonly firstLine: number }[];
}

/** One wave of a campaign that has several. */
export interface ForecastWave {
  readonly wave: number;
  readonly at: Date;
  /** Recipients released from then on. */
  readonly people: number;
}

/** The result of one step. */
export interface ForecastStep {
  readonly step: number;
  readonly channel: Channel;
  /** The first provider of its route, through which the forecast sends. */
  readonly provider: string;
  /** Recipients for whom the step is meant (`when:`). */
  readonly meant: number;
  /** Of those, recipients without a contact of the channel. */
  readonly lacksContact: number;
  /** Of those, recipients whose contacts of the channel are all suppressed. */
  readonly suppressed: number;
  /** Messages sent. */
  readonly messages: number;
  /** Messages sent so late that waits are shortened. */
  readonly squeezed: number;
  /** Recipients who would get it, and for whom it is too late. */
  readonly tooLate: number;
  /** Its messages are sent within the hours of a window. */
  readonly hasWindow: boolean;
  /** When the first and the last message are sent; absent if none is. */
  readonly leaves: { readonly first: Date; readonly last: Date } | undefined;
  /**
   * The latest instants at which the first and the last of these messages may be sent without squeezing any, counted
   * back from each recipient's deadline with provider rates. Absent if no recipient can take the step.
   */
  readonly latest: { readonly first: Date; readonly last: Date } | undefined;
  /** SMS segments of the sent messages; 0 for other channels. */
  readonly segments: number;
}

/** The forecast for one provider. */
export interface ForecastProvider {
  readonly provider: string;
  /** Most messages a second, by the provider's rate and the campaign's; absent = no known limit. */
  readonly perSecond: number | undefined;
  readonly messages: number;
  readonly segments: number;
  /** Absent without a price list, or without a price for this provider. */
  readonly amount: number | undefined;
}

/** Texts of a step that need one segment more than necessary. */
export interface ForecastSpill {
  readonly step: number;
  /** The characters outside the SMS alphabet, or double in it. Absent = the text is slightly too long. */
  readonly characters?: string | undefined;
  /** By how many characters the text is too long, 1 to 5; absent if `characters` cause it. */
  readonly over?: number | undefined;
  readonly messages: number;
  /** Segments that would be saved. */
  readonly segments: number;
  /** The first line of the audience with such a text. */
  readonly line: number;
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
  | "spill"
  | "unwritable"
  | "no-link";

/** A warning for the operator before the campaign starts. */
export interface ForecastWarning {
  readonly code: ForecastWarningCode;
  readonly step?: number | undefined;
  readonly provider?: string | undefined;
  readonly text: string;
}
