import { compileCampaign, type LoadCampaignOptions } from "@relance/campaign";
import type {
  AuditFinding,
  CampaignDefinition,
  Channel,
  CompiledCampaign,
  IncidentRow,
  Ledger,
  LoadedCampaign,
} from "@relance/spec";

/** Rate of a campaign if neither the campaign nor a provider limits the rate. */
const RATE = "500/s";

/**
 * Adapts a campaign for a rehearsal. A rehearsal does not check the number of recipients, and closes an open audience
 * after the enrollment. Without the watch, the campaign has no first wave, and relance only reports a loss.
 */
export function rehearsedCampaign(
  campaign: LoadedCampaign,
  { watch, templates }: { readonly watch: "on" | "off" } & LoadCampaignOptions,
): CompiledCampaign {
  const body = JSON.parse(campaign.body) as { definition: CampaignDefinition };
  const { audience, firstWave, ...rest } = body.definition;
  const { expect: _, file: __, mode: ___, ...rows } = audience ?? {};
  const isOff = watch === "off";
  const definition: CampaignDefinition = {
    rate: RATE,
    ...rest,
    ...(audience === undefined ? {} : { audience: rows }),
    ...(isOff ? { watch: { onLoss: "warn" } } : { firstWave }),
  };
  return compileCampaign(JSON.stringify({ ...body, definition }), { templates });
}

export interface RehearsalProgress {
  readonly doing: "enrolling" | "running";
  /** Virtual time in milliseconds since 1970. */
  readonly at: number;
  readonly people: number;
  readonly sent: number;
  readonly answers: number;
}

/** True counts of a provider's messages. A real sender cannot know these numbers. */
export interface RehearsedProvider {
  readonly provider: string;
  readonly channel: Channel;
  readonly taken: number;
  readonly delivered: number;
  readonly undelivered: number;
  /** Number of messages that the provider accepted and silently lost. */
  readonly lost: number;
  /** Number of messages that the provider did not accept. */
  readonly refused: number;
}

/** Messages through one provider in the first six hours. The list omits periods without messages. */
export interface RehearsedTimeline {
  readonly provider: string;
  readonly stepMs: number;
  /** Start and end of the period, in milliseconds from the start of the campaign. */
  readonly steps: readonly { readonly fromMs: number; readonly taken: number; readonly lost: number }[];
}

/** When the first fault of the scenario began, and how soon the watch detected it. */
export interface Detection {
  readonly faultAt: Date;
  /** When 150 messages to the faulty provider were at least a minute old; absent if fewer messages were sent. */
  readonly enoughAt: Date | undefined;
  /** When the first incident after the start of the fault opened; absent if the watch did not detect the fault. */
  readonly noticedAt: Date | undefined;
  readonly noticedAfterMs: number | undefined;
  /** Time from `enoughAt` to `noticedAt`; 0 if the fault was detected before `enoughAt`. */
  readonly noticedAfterEnoughMs: number | undefined;
}

export interface RehearsedCalls {
  readonly asked: number;
  readonly sent: number;
  readonly confirmed: number;
  readonly refused: Readonly<Record<string, number>>;
}

/** The result of a public form in a rehearsal. */
export interface RehearsedForm {
  /** The configured guard of `send()`, or the defaults of `security.sendGuard`. */
  readonly guard: {
    readonly countries: readonly string[] | undefined;
    readonly perPrefixMinute: number;
    readonly isConfigured: boolean;
  };
  readonly visitors: RehearsedCalls;
  readonly pumping: RehearsedCalls;
}

/**
 * The recipients that the rehearsal simulated, if it used a sample. The results of the other recipients are estimates.
 */
export interface RehearsedSample {
  readonly recipients: number;
  readonly played: number;
  /** Number of recipients with weight 1: the recipients with the earliest first messages. */
  readonly single: number;
  /** Average number of recipients that each simulated recipient without weight 1 represents. */
  readonly weight: number;
  /**
   * False if a provider or destination had its first incident after the first messages of the recipients with weight 1.
   */
  readonly isEstimate: boolean;
  /** The sample in words. */
  readonly statement: string;
}

/** Results of all recipients; estimates if the rehearsal simulated only a sample. */
export interface RehearsedOutcome {
  readonly recipients: number;
  readonly confirmed: number;
  readonly unconfirmed: number;
  readonly open: number;
  /** Number of recipients that each simulated recipient represents. */
  readonly perPlayed: number;
}

export interface Rehearsal {
  readonly campaign: string;
  readonly scenario: string;
  readonly seed: number;
  readonly watch: "on" | "off";
  readonly startAt: Date;
  readonly deadline: Date;
  readonly endAt: Date;
  /**
   * Absent if the rehearsal simulated all recipients. With a sample, `truth`, `providers` and `outcome` are estimates
   * for all recipients.
   */
  readonly sample: RehearsedSample | undefined;
  readonly outcome: RehearsedOutcome;
  /** The ledger of the simulated recipients. */
  readonly ledger: Ledger;
  /** Findings of the audit at the end of the rehearsal; empty for a correct store. */
  readonly findings: readonly AuditFinding[];
  readonly incidents: readonly IncidentRow[];
  /** The detection of the first fault; absent if the scenario has no fault. */
  readonly detection: Detection | undefined;
  readonly providers: readonly RehearsedProvider[];
  readonly timeline: readonly RehearsedTimeline[];
  /** The requests to the public form; absent if the scenario has no form. */
  readonly form: RehearsedForm | undefined;
  readonly truth: {
    /** Number of recipients to whom a message was delivered. */
    readonly reached: number;
    /** Number of recipients who have read a message. */
    readonly informed: number;
    /** Number of recipients who got no message although one of their addresses works. */
    readonly missed: number;
    /** Number of recipients whose first message was lost. */
    readonly exposed: number;
    /** Number of recipients by the channel of the first message that arrived. */
    readonly firstBy: Readonly<Partial<Record<Channel, number>>>;
  };
}
