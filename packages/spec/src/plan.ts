import type { Channel } from "./channel/channels.ts";
import type { IfLate, MissingReceiptAction, OnLoss, Strength } from "./definition.ts";
import type { Kept } from "./store/erase.ts";

/** Hours on the clock of a place, and the days on which there are none. */
export interface PlanHours {
  /**
   * Seven days from Monday: minutes from midnight at which hours begin and end in turn, such as `[480, 1200]`. What
   * runs over midnight ends at 1440 and continues at 0.
   */
  readonly week: readonly (readonly number[])[];
  readonly holidays?:
    | {
        /** Names of calendars, such as `FR`. */
        readonly calendars?: readonly string[] | undefined;
        /** Single days, counted from 1 January 1970. */
        readonly days?: readonly number[] | undefined;
      }
    | undefined;
}

/** One provider of a step's route, with the facts that decisions need. */
export interface PlanRoute {
  /** The provider's place in the configuration, such as `sms.main`. */
  readonly provider: string;
  readonly vendor: string;
  /** It reports what became of a message: only then a receipt can be overdue. */
  readonly receipts: boolean;
  /** It can be asked about an attempt. */
  readonly lookup: boolean;
  /** How long an uncertain attempt may stay unexplained. Absent = {@link Plan.resolutionMs}. */
  readonly explainsWithinMs?: number | undefined;
  /** When the carrier passes messages on; those taken outside wait there. Absent = always. */
  readonly carries?: PlanHours | undefined;
}

/** A step as stores and rules read it. */
export interface PlanStep {
  readonly channel: Channel;
  readonly route: readonly PlanRoute[];
  /** Absent = until the end of the ladder. */
  readonly waitMs?: number | undefined;
  /** Not before deadline − this. */
  readonly beforeDeadlineMs?: number | undefined;
  /** When its messages may leave, in the recipient's time zone. Absent = always. */
  readonly hours?: PlanHours | undefined;
  readonly unknownAfterMs: number;
  readonly onMissingReceipt: MissingReceiptAction;
}

/** What an answer does, with its duration computed. */
export type PlanEffect =
  | { readonly do: "close" }
  | { readonly do: "snooze"; readonly forMs: number }
  | { readonly do: "next-contact" }
  | { readonly do: "call-me" };

/** How a campaign begins. */
export interface PlanPace {
  /** Recipients of the first wave; absent = no pilot. */
  readonly pilot?: number | undefined;
  /** Most messages a second through each provider, of all steps together. */
  readonly perSecond?: number | undefined;
  /** Waves after the pilot, each some times larger than the one before. @default each four times larger */
  readonly ramp?: number | undefined;
}

/** A limit in money. */
export interface PlanBudget {
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
  /** Millionths of it. */
  readonly micros: number;
}

/** How long a campaign keeps what it has of recipients. */
export interface PlanKept extends Kept {
  /** It says why it needs them longer than the house keeps them. @default false */
  readonly isLonger?: true | undefined;
}

/**
 * The compiled campaign: everything that a decision about one enrollment reads besides the enrollment's own row.
 * Plain JSON, so that stores keep it beside the version.
 */
export interface Plan {
  readonly steps: readonly PlanStep[];
  readonly handoverMs: number;
  /** The deadline that all have, in milliseconds since 1970. Absent = each has their own. */
  readonly deadlineAt?: number | undefined;
  /** What happens where the ladder no longer fits; see `CampaignDefinition`. @default "compress" */
  readonly ifLate?: IfLate | undefined;
  /** Where the hours of steps and carriers are read for people of whom no zone is known. @default "UTC" */
  readonly zone?: string | undefined;
  readonly guarantee: "at-most-once" | "at-least-once";
  /** Sends to one recipient within one step, fail-over included. */
  readonly maxTries: number;
  /** Back-off before the same provider is tried again after a temporary refusal. */
  readonly retryMs: number;
  /** How long an uncertain attempt may stay unexplained before policy decides, where its provider knows nothing better. */
  readonly resolutionMs: number;
  /** The least strength that closes. */
  readonly strength: Strength;
  readonly answers: Readonly<Record<string, PlanEffect>>;
  /** The caller's event that acknowledges, if any. */
  readonly on?: string | undefined;
  /**
   * Events of the caller that happened before this belong to an earlier enrollment: an instant, or a duration before
   * the campaign was first defined. @default a day before
   */
  readonly since?: { readonly at: number } | { readonly beforeMs: number } | undefined;
  /** What its messages are for; suppressions may be for one purpose only. @default "service" */
  readonly purpose?: string | undefined;
  /** The first wave and what follows; absent = all at once, as fast as the providers allow. */
  readonly pace?: PlanPace | undefined;
  /**
   * How much it takes of a provider beside other campaigns, 1 to 100; 0 = as much as the heaviest of them. What the
   * newest version says is the campaign's. @default 1
   */
  readonly weight?: number | undefined;
  /** A recipient who can leave through another vendor waits for no closed provider: `send()`. @default false */
  readonly neverWaits?: boolean | undefined;
  /** What its messages may cost together when it begins; absent = whatever they cost. */
  readonly budget?: PlanBudget | undefined;
  /** How long what it has of recipients is kept. @default as the gateway keeps everything */
  readonly kept?: PlanKept | undefined;
  /** Of 10,000 recipients this many are tried through another vendor first, in each step. @default 0 */
  readonly explore?: number | undefined;
  /** What the watch may do about a loss. @default "reroute" */
  readonly onLoss?: OnLoss | undefined;
  /** The campaign has test contacts. @default false */
  readonly canaries?: true | undefined;
  /** Reply word (upper case) → answer. */
  readonly reply: Readonly<Record<string, string>>;
}
