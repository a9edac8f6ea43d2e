import type { Channel } from "./channel/channels.ts";
import type { IfLate, MissingReceiptAction, OnLoss, Strength } from "./definition.ts";
import type { Kept } from "./store/erase.ts";

/** Local hours in which messages may be sent, and the days without them. */
export interface PlanHours {
  /**
   * Seven days from Monday: minutes from midnight at which hours start and end in turn, such as `[480, 1200]`. Hours
   * across midnight end at 1440 and continue at 0.
   */
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

/** One provider of a step's route, with the facts that decisions need. */
export interface PlanRoute {
  /** The provider's name in the configuration, such as `sms.main`. */
  readonly provider: string;
  readonly vendor: string;
  /** It reports the fate of messages: only then can a receipt be overdue. */
  readonly receipts: boolean;
  /** It can look up an attempt. */
  readonly lookup: boolean;
  /** How long an uncertain attempt may stay unexplained. Absent = {@link Plan.resolutionMs}. */
  readonly explainsWithinMs?: number | undefined;
  /** When the carrier delivers; messages accepted at other times wait there. Absent = always. */
  readonly carries?: PlanHours | undefined;
}

/** A step as stores and rules read it. */
export interface PlanStep {
  readonly channel: Channel;
  readonly route: readonly PlanRoute[];
  /** Absent = until the end of the ladder. */
  readonly waitMs?: number | undefined;
  /** Not before the deadline minus this. */
  readonly beforeDeadlineMs?: number | undefined;
  /** When its messages may leave, in the recipient's time zone. Absent = always. */
  readonly hours?: PlanHours | undefined;
  readonly unknownAfterMs: number;
  readonly onMissingReceipt: MissingReceiptAction;
}

/** The effect of an answer, with its duration in milliseconds. */
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
}

/** A limit in money. */
export interface PlanBudget {
  /** ISO 4217, such as `EUR`. */
  readonly currency: string;
  /** Millionths of it. */
  readonly micros: number;
}

/** How long a campaign keeps recipients' data. */
export interface PlanKept extends Kept {
  /** The campaign keeps data longer than the gateway, and states the reason. @default false */
  readonly isLonger?: true | undefined;
}

/**
 * The compiled campaign: everything besides its own row that a decision about one enrollment reads.
 *
 * Plain JSON, so that stores keep it with the version.
 */
export interface Plan {
  readonly steps: readonly PlanStep[];
  readonly handoverMs: number;
  /** The common deadline, in milliseconds since 1970. Absent = each recipient has their own. */
  readonly deadlineAt?: number | undefined;
  /** What happens when the ladder no longer fits; see `CampaignDefinition`. @default "compress" */
  readonly ifLate?: IfLate | undefined;
  /** Time zone of steps' and carriers' hours for recipients without a zone. @default "UTC" */
  readonly zone?: string | undefined;
  readonly guarantee: "at-most-once" | "at-least-once";
  /** Sends to one recipient within one step, failover included. */
  readonly maxTries: number;
  /** Back-off before the same provider is retried after a temporary refusal. */
  readonly retryMs: number;
  /** How long an uncertain attempt may stay unexplained before policy decides, unless its provider knows better. */
  readonly resolutionMs: number;
  /** The least strength that closes. */
  readonly strength: Strength;
  readonly answers: Readonly<Record<string, PlanEffect>>;
  /** The caller's event that acknowledges, if any. */
  readonly on?: string | undefined;
  /**
   * Earlier events of the caller belong to an earlier enrollment: an instant, or a duration before the campaign was
   * first defined. @default a day before
   */
  readonly since?: { readonly at: number } | { readonly beforeMs: number } | undefined;
  /** The purpose of its messages; a suppression may cover one purpose only. @default "service" */
  readonly purpose?: string | undefined;
  /** The first wave and what follows; absent = one wave, as fast as the providers allow. */
  readonly pace?: PlanPace | undefined;
  /**
   * Its share of a provider next to other campaigns, 1 to 100; 0 = as much as the heaviest of them. The newest version
   * decides.
   * @default 1
   */
  readonly weight?: number | undefined;
  /** A recipient with another vendor left never waits for a closed provider: `send()`. @default false */
  readonly neverWaits?: boolean | undefined;
  /** Its initial budget; absent = unlimited. */
  readonly budget?: PlanBudget | undefined;
  /** How long recipients' data is kept. @default the gateway's retention */
  readonly kept?: PlanKept | undefined;
  /** Of 10,000 recipients, how many are tried through another vendor first, in each step. @default 0 */
  readonly explore?: number | undefined;
  /** The watch's strongest measure against a loss. @default "reroute" */
  readonly onLoss?: OnLoss | undefined;
  /** Reply word (upper case) → answer. */
  readonly reply: Readonly<Record<string, string>>;
}
