import type { Channel } from "./channel/channels.ts";
import type { IfLate, MissingReceiptAction, OnLoss, Strength } from "./definition.ts";
import type { RetainMs } from "./store/erase.ts";

export interface PlanHours {
  /** Seven days from Monday. For each weekday, the minutes at which hours start and end, such as `[480, 1200]`. */
  readonly week: readonly (readonly number[])[];
  readonly holidays?:
    | {
        readonly calendars?: readonly string[] | undefined;
        /** Single days, counted from 1 January 1970. */
        readonly days?: readonly number[] | undefined;
      }
    | undefined;
}

export interface PlanRoute {
  readonly provider: string;
  readonly vendor: string;
  readonly receipts: boolean;
  readonly lookup: boolean;
  /** How long an uncertain attempt may wait for evidence. Absent = {@link Plan.resolutionMs}. */
  readonly explainsWithinMs?: number | undefined;
  /** When the carrier delivers. The carrier keeps messages of other hours until it delivers again. Absent = always. */
  readonly carries?: PlanHours | undefined;
}

export interface PlanStep {
  readonly channel: Channel;
  readonly route: readonly PlanRoute[];
  /** How long the step waits for an acknowledgement; absent to wait until all steps end. */
  readonly waitMs?: number | undefined;
  readonly beforeDeadlineMs?: number | undefined;
  readonly hours?: PlanHours | undefined;
  readonly unknownAfterMs: number;
  readonly onMissingReceipt: MissingReceiptAction;
}

export type PlanEffect =
  | { readonly do: "close" }
  | { readonly do: "snooze"; readonly forMs: number }
  | { readonly do: "next-contact" }
  | { readonly do: "call-me" };

export interface PlanPace {
  readonly firstWave?: number | undefined;
  /** Maximum number of messages per second through each provider, over all steps. */
  readonly perSecond?: number | undefined;
}

export interface PlanBudget {
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
  /** The limit in millionths of the currency. */
  readonly micros: number;
}

export interface PlanRetention extends RetainMs {
  /** True if the campaign may keep data longer than the gateway, because it states the reason. @default false */
  readonly isLonger?: true | undefined;
}

/** Rules about an enrollment read only its plan and its row. The plan is plain JSON. */
export interface Plan {
  readonly steps: readonly PlanStep[];
  readonly callBufferMs: number;
  /** The common deadline, in milliseconds since 1970; absent if each recipient has a deadline. */
  readonly deadlineAt?: number | undefined;
  readonly ifLate?: IfLate | undefined;
  /** Time zone of all hours, for recipients without a zone. @default "UTC" */
  readonly zone?: string | undefined;
  readonly guarantee: "at-most-once" | "at-least-once";
  /** Maximum number of sends to a recipient in one step, including those through other providers. */
  readonly maxTries: number;
  /** Pause before the same provider is tried again after a temporary refusal. */
  readonly retryMs: number;
  /** How long an uncertain attempt may wait for evidence, unless its route sets another time. */
  readonly resolutionMs: number;
  readonly strength: Strength;
  readonly answers: Readonly<Record<string, PlanEffect>>;
  readonly on?: string | undefined;
  /** Events before this are ignored: an instant, or a duration before the definition. @default a day before */
  readonly since?: { readonly at: number } | { readonly beforeMs: number } | undefined;
  readonly pace?: PlanPace | undefined;
  /** Weight among campaigns that share a provider, 1 to 100; 0 stands for the heaviest campaign's weight. @default 1 */
  readonly weight?: number | undefined;
  /** For `send()`: while a provider is paused, its recipients get the message through another vendor. @default false */
  readonly neverWaits?: boolean | undefined;
  readonly budget?: PlanBudget | undefined;
  readonly kept?: PlanRetention | undefined;
  /** Number of recipients per 10,000 whose first message of each step goes through another vendor. @default 0 */
  readonly explore?: number | undefined;
  readonly onLoss?: OnLoss | undefined;
  /** The answer that each reply word stands for. Words are in upper case. */
  readonly reply: Readonly<Record<string, string>>;
}
