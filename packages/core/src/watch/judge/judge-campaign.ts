import {
  type AlarmMemory,
  judgeBeside,
  judgeSlice,
  type LatencyModel,
  lognormalModel,
  narrowest,
  nextAlarm,
  type Observation,
  observeBeside,
  QUIET,
  type SliceName,
  type SliceVerdict,
} from "@relance/watch";
import type { Slice } from "../slices.ts";
import type { ProviderModels, WatchMemory } from "../watch-memory.ts";
import type { Heard } from "./hear-bins.ts";
import type { ReceiptEar } from "./receipt-ear.ts";

/** A slice's own model counts once it was learned from so many messages. */
const OWN_MODEL = 1_000;
/** A provider heard within this is heard. */
const PIPE_OPEN_MS = 10_000;
/** A part this large of its provider is worth a detour of all. */
const LARGE_PART = 0.1;

/** What the watch thinks of one provider of the campaign. */
export interface ProviderVerdict {
  readonly provider: string;
  readonly alarm: AlarmMemory["alarm"];
  /** Of the whole provider. */
  readonly verdict: SliceVerdict;
  /** As narrowly as the evidence allows; empty while nothing is wrong. */
  readonly guilty: readonly SliceName[];
  /** The guilty slice that was seen most clearly. */
  readonly worst: SliceVerdict;
  /** What people are told of: a guilty slice, else the one that was seen most clearly, with its own figures. */
  readonly told?: { readonly name: SliceName; readonly verdict: SliceVerdict } | undefined;
  /** Dead canaries that it called delivered. @default 0 */
  readonly fakes?: number | undefined;
  /** Its receipts look made up, and its people do not answer. @default false */
  readonly isUnanswered?: boolean | undefined;
}

export function judgeCampaign(
  heard: Heard,
  memory: WatchMemory,
  facts: {
    readonly ear: ReceiptEar;
    readonly expectsReceipts: (provider: string) => boolean;
    readonly modelsOf: (provider: string) => ProviderModels;
  },
): {
  readonly alarms: Readonly<Record<string, AlarmMemory>>;
  readonly providers: readonly ProviderVerdict[];
} {
  const { now } = heard;
  const lastHeard = new Map(heard.slices.map((slice) => [slice.key, facts.ear.lastHeard(slice, now)]));
  const beside = besideEachOther(heard, memory);
  const judged = heard.slices.map((slice) => {
    const { provider, carrier } = slice.name;
    const from = memory.providers[provider]?.judgedFrom ?? 0;
    const others = heard.slices.filter(
      ({ name, key }) => name.provider === provider && name.carrier !== undefined && key !== slice.key,
    );
    const isPipeOpen =
      carrier !== undefined && others.some(({ key }) => now - (lastHeard.get(key) ?? 0) < PIPE_OPEN_MS);
    const models = facts.modelsOf(provider);
    const expectsReceipts = facts.expectsReceipts(provider);
    const alone = judgeSlice({
      bins: {
        seconds: slice.seconds.filter(({ at }) => at >= from),
        lastReceiptAt: lastHeard.get(slice.key),
      },
      model: modelOf(models, carrier),
      expectsReceipts,
      now,
      deaf: heard.deafOf(provider),
      isPipeOpen,
    });
    const seen = beside.get(slice.key);
    const compared =
      seen === undefined || !expectsReceipts || ownModel(models, carrier) !== undefined
        ? undefined
        : judgeBeside(
            seen,
            others.flatMap(({ key }) => beside.get(key) ?? []),
          );
    const verdict = severer(alone, compared);
    return { slice, verdict, alarm: nextAlarm(memory.alarms[slice.key] ?? QUIET, verdict, now) };
  });
  const alarms = Object.fromEntries(judged.map(({ slice, alarm }) => [slice.key, alarm]));
  const wholes = judged.filter(({ slice }) => slice.name.carrier === undefined);
  const providers = wholes.map(({ slice, verdict }): ProviderVerdict => {
    const { provider } = slice.name;
    const own = judged.filter(({ slice: each }) => each.name.provider === provider);
    const guilty = narrowest(
      own.map((each) => ({
        name: each.slice.name,
        isGuilty: each.alarm.alarm !== "none",
        isJudged: each.verdict.kind !== "not-enough-evidence",
      })),
    );
    const accused = own.filter(({ slice: each, alarm }) => alarm.alarm !== "none" && isWorthIt(each, slice));
    const ranked = accused.toSorted((a, b) => rank(b.alarm) - rank(a.alarm) || b.verdict.accepted - a.verdict.accepted);
    const [worst] = ranked;
    const told = ranked.find(({ slice: each }) => guilty.includes(each.name)) ?? worst;
    return {
      provider,
      alarm: worst?.alarm.alarm ?? "none",
      verdict,
      guilty,
      worst: worst?.verdict ?? verdict,
      told: told === undefined ? undefined : { name: told.slice.name, verdict: told.verdict },
    };
  });
  return { alarms, providers: [...providers, ...unheard(memory, providers)] };
}

const NOTHING: SliceVerdict = {
  kind: "not-enough-evidence",
  level: "none",
  accepted: 0,
  receipts: 0,
  why: "too-few",
};

/** Nothing was sent over them for so long that nothing is known of them any more: still somebody has to try them again. */
function unheard(
  { providers }: WatchMemory,
  heard: readonly { readonly provider: string }[],
): readonly ProviderVerdict[] {
  return Object.keys(providers)
    .filter((provider) => !heard.some((one) => one.provider === provider))
    .map((provider) => ({ provider, alarm: "none", verdict: NOTHING, guilty: [], worst: NOTHING }));
}

/** What is known now of each part of a provider, to hold them against each other. */
function besideEachOther({ slices, now, deafOf }: Heard, memory: WatchMemory): ReadonlyMap<string, Observation> {
  return new Map(
    slices.flatMap(({ name: { provider, carrier }, key, seconds }): [string, Observation][] => {
      if (carrier === undefined) return [];
      const from = memory.providers[provider]?.judgedFrom ?? 0;
      const bins = { seconds: seconds.filter(({ at }) => at >= from) };
      return [[key, observeBeside(bins, { now, deaf: deafOf(provider) })]];
    }),
  );
}

/** A slice is guilty when either way of looking says so; being like the others is better than no evidence. */
function severer(alone: SliceVerdict, compared: SliceVerdict | undefined): SliceVerdict {
  if (compared === undefined || alone.level === "pause") return alone;
  return compared.level === "pause" || alone.kind === "not-enough-evidence" ? compared : alone;
}

/** The model of a part once it has one of its own, else its provider's, else the conservative prior. */
export function modelOf(models: ProviderModels, carrier: string | undefined): LatencyModel {
  return ownModel(models, carrier) ?? models[""] ?? PRIOR;
}

function ownModel(models: ProviderModels, carrier: string | undefined): LatencyModel | undefined {
  const own = carrier === undefined ? undefined : models[carrier];
  return own !== undefined && own.learnedFrom >= OWN_MODEL ? own : undefined;
}

const PRIOR: LatencyModel = lognormalModel();

function isWorthIt(part: Slice, whole: Slice): boolean {
  if (part.name.carrier === undefined) return true;
  return accepted(part) >= LARGE_PART * accepted(whole);
}

function accepted({ seconds }: Slice): number {
  return seconds.reduce((sum, second) => sum + second.accepted, 0);
}

function rank({ alarm }: AlarmMemory): number {
  return alarm === "pause" ? 2 : alarm === "warn" ? 1 : 0;
}
