import type { Channel } from "./channel/channels.ts";
import type { IfLate, MissingReceiptAction, OnLoss, Strength } from "./definition.ts";
import type { Kept } from "./store/erase.ts";

export interface PlanHours {
  /** Seven days from Monday, each with the minutes at which hours start and end in turn, such as `[480, 1200]`. */
  readonly week: readonly (readonly number[])[];
  readonly holidays?:
    | {
        /** Names of holiday calendars, such as `FR`. */
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
  /** How long an uncertain attempt may stay unexplained. Absent = {@link Plan.resolutionMs}. */
  readonly explainsWithinMs?: number | undefined;
  /** When the carrier delivers. Messages that the carrier accepts at other times wait until then. Absent = always. */
  readonly carries?: PlanHours | undefined;
}

export interface PlanStep {
  readonly channel: Channel;
  readonly route: readonly PlanRoute[];
  /** How long the step waits for an acknowledgement. If absent, the step waits until the end of the ladder. */
  readonly waitMs?: number | undefined;
  readonly beforeDeadlineMs?: number | undefined;
  /** When its messages may be sent, in the recipient's time zone; absent means always. */
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
  /** Number of recipients in the first wave; absent without waves. */
  readonly pilot?: number | undefined;
  /** Maximum number of messages per second through each provider, over all steps. */
  readonly perSecond?: number | undefined;
}

export interface PlanBudget {
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
  /** The limit in millionths of the currency. */
  readonly micros: number;
}

export interface PlanKept extends Kept {
  /** The campaign keeps data longer than the gateway, and states the reason. @default false */
  readonly isLonger?: true | undefined;
}

/** A decision about an enrollment reads only the plan and the enrollment's row. The plan is plain JSON for stores. */
export interface Plan {
  readonly steps: readonly PlanStep[];
  readonly handoverMs: number;
  /** The common deadline, in milliseconds since 1970. Absent if each recipient has a separate deadline. */
  readonly deadlineAt?: number | undefined;
  /** What happens when the ladder no longer fits; see `CampaignDefinition`. @default "compress" */
  readonly ifLate?: IfLate | undefined;
  /** Time zone of steps' and carriers' hours for recipients without a zone. @default "UTC" */
  readonly zone?: string | undefined;
  readonly guarantee: "at-most-once" | "at-least-once";
  /** Most sends to one recipient within one step, failover included. */
  readonly maxTries: number;
  /** Back-off before the same provider is retried after a temporary refusal. */
  readonly retryMs: number;
  /** How long an uncertain attempt may stay unexplained, unless its route sets {@link PlanRoute.explainsWithinMs}. */
  readonly resolutionMs: number;
  /** The least strength that acknowledges. */
  readonly strength: Strength;
  readonly answers: Readonly<Record<string, PlanEffect>>;
  /** The event of your own system that acknowledges, if there is one. */
  readonly on?: string | undefined;
  /** Earlier events do not count: an instant, or a time before the first definition. @default a day before */
  readonly since?: { readonly at: number } | { readonly beforeMs: number } | undefined;
  /** The purpose of the campaign's messages. A suppression may cover a single purpose. @default "service" */
  readonly purpose?: string | undefined;
  /** The size of the first wave, and the rate; absent means one wave, as fast as the providers permit. */
  readonly pace?: PlanPace | undefined;
  /** Share of a provider that campaigns use together, 1 to 100; 0 = as much as the heaviest campaign. @default 1 */
  readonly weight?: number | undefined;
  /** For `send()`: a recipient never waits for a closed provider if another vendor remains. @default false */
  readonly neverWaits?: boolean | undefined;
  readonly budget?: PlanBudget | undefined;
  /** How long recipients' data is kept. @default the gateway's retention */
  readonly kept?: PlanKept | undefined;
  /** In each step, how many of 10,000 recipients are first sent to through another vendor. @default 0 */
  readonly explore?: number | undefined;
  readonly onLoss?: OnLoss | undefined;
  /** The answer that each reply word (in upper case) gives. */
  readonly reply: Readonly<Record<string, string>>;
}
