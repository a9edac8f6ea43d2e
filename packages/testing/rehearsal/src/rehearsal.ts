import { type CompileCampaignOptions, compileCampaign } from "@relance/campaign";
import type {
  AuditFinding,
  CampaignDefinition,
  Channel,
  CompiledCampaign,
  IncidentRow,
  Ledger,
  LoadedCampaign,
} from "@relance/spec";

/** The assumed rate if neither campaign nor providers have one. Otherwise all messages would be sent in one instant. */
const RATE = "500/s";

/**
 * The rehearsed campaign: an unexpected number of recipients is no mistake here, and an open audience is closed once it
 * is enrolled. With the watch off there is no pilot, and a loss is only reported.
 */
export function rehearsedCampaign(
  campaign: LoadedCampaign,
  { watch, templates }: { readonly watch: "on" | "off" } & CompileCampaignOptions,
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

/** The progress of a rehearsal. */
export interface RehearsalProgress {
  readonly doing: "enrolling" | "running";
  /** Virtual time, milliseconds since 1970. */
  readonly at: number;
  readonly people: number;
  /** Messages accepted by providers so far. */
  readonly sent: number;
  /** Answers of recipients so far. */
  readonly answers: number;
}

/** What really happened to one provider's messages. A real sender cannot know this. */
export interface RehearsedProvider {
  readonly provider: string;
  readonly channel: Channel;
  /** Number of messages that the provider accepted. */
  readonly taken: number;
  readonly delivered: number;
  readonly undelivered: number;
  /** Number of messages that the provider accepted and silently lost. */
  readonly lost: number;
  /** Number of messages that the provider did not accept. */
  readonly refused: number;
}

/** Messages through one provider in the first six hours; periods without any are left out. */
export interface RehearsedTimeline {
  readonly provider: string;
  readonly stepMs: number;
  /** The periods, in milliseconds from the start of the campaign. */
  readonly steps: readonly { readonly fromMs: number; readonly taken: number; readonly lost: number }[];
}

/** When the scenario's first fault began, and how soon it was detected. */
export interface Detection {
  readonly faultAt: Date;
  /** When 150 messages to the faulty provider were at least a minute old; absent = there were never that many. */
  readonly enoughAt: Date | undefined;
  /** The first incident after the fault began; absent = the fault was not detected. */
  readonly noticedAt: Date | undefined;
  readonly noticedAfterMs: number | undefined;
  /** Time from `enoughAt` to `noticedAt`; 0 = detected before `enoughAt`. */
  readonly noticedAfterEnoughMs: number | undefined;
}

/** Calls of `send()` by one kind of user of a public form. */
export interface RehearsedCalls {
  readonly asked: number;
  readonly sent: number;
  readonly confirmed: number;
  /** Refusals of the guard, by code. */
  readonly refused: Readonly<Record<string, number>>;
}

/** Requests to a public form during the campaign. */
export interface RehearsedForm {
  /** The guard of `send()`: the configured one, or the defaults of `security.sendGuard`. */
  readonly guard: {
    readonly countries: readonly string[] | undefined;
    readonly perPrefixMinute: number;
    readonly isConfigured: boolean;
  };
  readonly visitors: RehearsedCalls;
  readonly pumping: RehearsedCalls;
}

/** The result of a rehearsal: the engine's account, and what really happened in the simulation. */
export interface Rehearsal {
  readonly campaign: string;
  readonly scenario: string;
  readonly seed: number;
  readonly watch: "on" | "off";
  readonly startAt: Date;
  readonly deadline: Date;
  readonly endAt: Date;
  readonly ledger: Ledger;
  /** The audit's findings at the end, over every row; empty = none. */
  readonly findings: readonly AuditFinding[];
  readonly incidents: readonly IncidentRow[];
  /** Absent if there was no fault. */
  readonly detection: Detection | undefined;
  readonly providers: readonly RehearsedProvider[];
  readonly timeline: readonly RehearsedTimeline[];
  /** Absent if the scenario has no form. */
  readonly form: RehearsedForm | undefined;
  readonly truth: {
    /** Recipients who really got a message. */
    readonly reached: number;
    /** Recipients who have read a message. */
    readonly informed: number;
    /** Recipients who never got a message, although one of their addresses works. */
    readonly missed: number;
    /** Recipients whose first message was lost. */
    readonly exposed: number;
    /** Recipients by the channel of the message that arrived first. */
    readonly firstBy: Readonly<Partial<Record<Channel, number>>>;
  };
}
