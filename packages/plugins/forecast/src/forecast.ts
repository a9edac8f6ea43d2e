import type { Channel, IfLate, Kept } from "@relance/spec";

/** What a campaign totals if no recipient confirms and every first provider accepts every message. */
export interface CampaignForecast {
  readonly campaign: string;
  /** When the plan begins. */
  readonly startAt: Date;
  /** What happens to recipients whose ladder no longer fits. */
  readonly ifLate: IfLate;
  readonly late: ForecastLate;
  readonly audience: ForecastAudience;
  readonly people: ForecastPeople;
  /** The earliest and the latest deadline; absent when no recipient is enrolled. */
  readonly deadlines: { readonly first: Date; readonly last: Date } | undefined;
  /** When the last of what is kept of recipients is erased; absent = kept for ever, or no recipient is enrolled. */
  readonly erased: { readonly [Class in keyof Kept]: Date | undefined };
  /** An operator has moved earlier deadlines to this instant. Absent = they are as the campaign was written. */
  readonly extendedTo: Date | undefined;
  readonly duplicates: readonly ForecastDuplicates[];
  /** Empty without a `pace`. */
  readonly waves: readonly ForecastWave[];
  readonly steps: readonly ForecastStep[];
  readonly providers: readonly ForecastProvider[];
  /** Absent without a price list. */
  readonly cost: { readonly currency: string; readonly total: number } | undefined;
  /** What the campaign may cost. Absent = whatever it costs. */
  readonly budget: { readonly currency: string; readonly limit: number } | undefined;
  /** Texts that need a further SMS segment for little; what costs most comes first. */
  readonly spills: readonly ForecastSpill[];
  /**
   * The latest start at which no recipient is squeezed, rates and waves included; where it is over, about when it had to be.
   * Absent when nothing is sent, and for deadlines that count from the start.
   */
  readonly startBy: Date | undefined;
  /** When the last message leaves; absent when nothing is sent. */
  readonly lastMessageAt: Date | undefined;
  readonly warnings: readonly ForecastWarning[];
}

/** What reading the audience came to. */
export interface ForecastAudience {
  readonly rows: number;
  readonly refused: number;
  /** Refused rows by their code. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Rows whose key stood in an earlier row. */
  readonly repeated: number;
  /** Malformed addresses of recipients who have another contact, by code. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** Recipients by what would become of them; `enrolled` is the sum of the others. */
export interface ForecastPeople {
  readonly enrolled: number;
  /** Every step that they can take starts in time and keeps its full wait. */
  readonly inTime: number;
  /** They are sent to, and a wait is shortened or a step left out. */
  readonly squeezed: number;
  /** No contact that any step meant for them could use. */
  readonly unreachable: number;
  /** They said no to whatever could be used. */
  readonly suppressed: number;
  /** Nothing can be sent to them before their deadline. */
  readonly tooLate: number;
}

/** What becomes of recipients for whom time is short. */
export interface ForecastLate {
  /** Recipients who are sent to, and of whom a wait is shortened. */
  readonly compressed: number;
  /** Recipients who are sent to, and for whom a step is left out. */
  readonly skipped: number;
  /** Those steps: one a recipient and step. */
  readonly skippedSteps: number;
  /** Recipients who would not be enrolled; `audience.reasons` has them too, as `too-late`. */
  readonly refused: number;
}

/** One address that stands at several recipients: each of them gets a message there. */
export interface ForecastDuplicates {
  readonly channel: Channel;
  /** Addresses that stand at more than one recipient. */
  readonly addresses: number;
  /** Recipients who have one of them. */
  readonly people: number;
  /** Lines of the first few pairs. */
  readonly examples: readonly { readonly line: number; readonly firstLine: number }[];
}

/** One wave of a campaign that has several. */
export interface ForecastWave {
  readonly wave: number;
  readonly at: Date;
  /** Recipients who may have been sent to from then on. */
  readonly people: number;
}

/** What one step comes to. */
export interface ForecastStep {
  readonly step: number;
  readonly channel: Channel;
  /** The first of its route, over which the plan sends. */
  readonly provider: string;
  /** Recipients whom the step is meant for (`when:`). */
  readonly meant: number;
  /** Meant, without a contact of the channel. */
  readonly lacksContact: number;
  /** Meant, and every contact of the channel is suppressed. */
  readonly suppressed: number;
  /** Messages that leave. */
  readonly messages: number;
  /** Messages that leave so late that waits are shortened. */
  readonly squeezed: number;
  /** Recipients who would have it, and for whom it comes too late. */
  readonly tooLate: number;
  /** Its messages leave in the hours of a window. */
  readonly hasWindow: boolean;
  /** When the first and the last message leave; absent when none does. */
  readonly leaves: { readonly first: Date; readonly last: Date } | undefined;
  /**
   * Latest instants at which these messages may leave with none squeezed, backward from each recipient's deadline: when
   * the first has to, provider rates included, and the last. Absent when no recipient can take the step.
   */
  readonly latest: { readonly first: Date; readonly last: Date } | undefined;
  /** SMS segments of the messages that leave; 0 for other channels. */
  readonly segments: number;
}

/** What one provider carries. */
export interface ForecastProvider {
  readonly provider: string;
  /** Most messages a second, by the provider's rate and the campaign's; absent = nothing is known that would limit it. */
  readonly perSecond: number | undefined;
  readonly messages: number;
  readonly segments: number;
  /** Absent without a price list, or without a price for it. */
  readonly amount: number | undefined;
}

/** Texts of a step that cost one segment more than they need. */
export interface ForecastSpill {
  readonly step: number;
  /** Characters that cause it, together: outside the SMS alphabet, or of two places in it. Absent = the text is a little too long. */
  readonly characters?: string | undefined;
  /** By how many characters the text is too long, 1 to 5; absent when `characters` cause it. */
  readonly over?: number | undefined;
  readonly messages: number;
  /** Segments that would be saved. */
  readonly segments: number;
  /** The audience's first line that shows it. */
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

/** What an operator should know before the campaign starts. */
export interface ForecastWarning {
  readonly code: ForecastWarningCode;
  readonly step?: number | undefined;
  readonly provider?: string | undefined;
  readonly text: string;
}
