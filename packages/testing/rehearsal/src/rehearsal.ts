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

/** A campaign that names no rate, among providers that name none, would send everything in one instant. */
const RATE = "500/s";

/**
 * The campaign as it is rehearsed: another number of people is no mistake here, and an open audience is closed once it is
 * enrolled. With the watch off there is no pilot, and a loss is only said.
 */
export function rehearsedCampaign(
  campaign: LoadedCampaign,
  { watch, templates }: { readonly watch: "on" | "off" } & CompileCampaignOptions,
): CompiledCampaign {
  const body = JSON.parse(campaign.body) as { definition: CampaignDefinition };
  const { audience, waves, ...rest } = body.definition;
  const { expect: _, file: __, mode: ___, ...rows } = audience ?? {};
  const isOff = watch === "off";
  const definition: CampaignDefinition = {
    rate: RATE,
    ...rest,
    ...(audience === undefined ? {} : { audience: rows }),
    ...(isOff ? { watch: { onLoss: "warn" } } : { waves }),
  };
  return compileCampaign(JSON.stringify({ ...body, definition }), { templates });
}

/** How far a rehearsal has come. */
export interface RehearsalProgress {
  readonly doing: "enrolling" | "running";
  /** Virtual time, milliseconds since 1970. */
  readonly at: number;
  readonly people: number;
  /** Messages taken by providers so far. */
  readonly sent: number;
  /** Answers of people so far. */
  readonly answers: number;
}

/** What really became of one provider's messages: what no sender can see. */
export interface RehearsedProvider {
  readonly provider: string;
  readonly channel: Channel;
  /** Taken. */
  readonly taken: number;
  readonly delivered: number;
  readonly undelivered: number;
  /** Taken and gone without a word. */
  readonly lost: number;
  /** Not taken. */
  readonly refused: number;
}

/** What left through one provider in the first six hours; stretches in which nothing did are left out. */
export interface RehearsedTimeline {
  readonly provider: string;
  readonly stepMs: number;
  /** From the start of the campaign. */
  readonly steps: readonly { readonly fromMs: number; readonly taken: number; readonly lost: number }[];
}

/** When the scenario's first fault began, and how soon it was noticed. */
export interface Detection {
  readonly faultAt: Date;
  /** From then on 150 messages to the faulty provider were a minute old; absent = never this many. */
  readonly enoughAt: Date | undefined;
  /** The first incident after that; absent = it was not noticed. */
  readonly noticedAt: Date | undefined;
  readonly noticedAfterMs: number | undefined;
  /** From `enoughAt`; 0 = earlier still. */
  readonly noticedAfterEnoughMs: number | undefined;
}

/** Calls of `send()` by one kind of those who use a public form. */
export interface RehearsedCalls {
  readonly asked: number;
  readonly sent: number;
  readonly confirmed: number;
  /** What the guard refused, by its code. */
  readonly refused: Readonly<Record<string, number>>;
}

/** What a public form was asked for beside the campaign. */
export interface RehearsedForm {
  /** What `send()` was guarded by: as configured, or the defaults of `security.sendGuard`. */
  readonly guard: {
    readonly countries: readonly string[] | undefined;
    readonly perPrefixMinute: number;
    readonly isConfigured: boolean;
  };
  readonly visitors: RehearsedCalls;
  readonly pumping: RehearsedCalls;
}

/** What a rehearsal came to: the engine's own account, and the world's truth beside it. */
export interface Rehearsal {
  readonly campaign: string;
  readonly scenario: string;
  readonly seed: number;
  readonly watch: "on" | "off";
  readonly startAt: Date;
  readonly deadline: Date;
  readonly endAt: Date;
  readonly ledger: Ledger;
  /** What the audit found at the end, over every row; empty = all is well. */
  readonly findings: readonly AuditFinding[];
  readonly incidents: readonly IncidentRow[];
  /** Absent where nothing goes wrong. */
  readonly detection: Detection | undefined;
  readonly providers: readonly RehearsedProvider[];
  readonly timeline: readonly RehearsedTimeline[];
  /** Absent where the scenario has no form. */
  readonly form: RehearsedForm | undefined;
  readonly truth: {
    /** A message really arrived. */
    readonly reached: number;
    /** They have read one. */
    readonly informed: number;
    /** Nothing ever arrived, although an address of theirs works. */
    readonly missed: number;
    /** People whose first message was lost. */
    readonly exposed: number;
    /** People by the channel of the message that arrived first. */
    readonly firstBy: Readonly<Partial<Record<Channel, number>>>;
  };
}
