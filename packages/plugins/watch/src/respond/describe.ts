import type { IncidentChange, IncidentKind, PluginHost } from "@relance/spec";
import type { ProviderVerdict } from "../judge/judge-campaign.ts";
import type { OpenIncident } from "../judge/judge-signs.ts";
import type { LossEstimate } from "../loss-likelihood.ts";
import type { FlowName } from "../narrowest.ts";
import type { ProviderWatch } from "../watch-memory.ts";
import { CAREFUL_PER_SECOND, PROBE_PER_SECOND } from "./steer-provider.ts";

const SLOW = 3;

/** Describes the problem of an incident in a sentence with figures. `open` is the kind of the open incident. */
export function describeFact(
  { provider, worst, told, guilty, proof }: ProviderVerdict,
  open?: IncidentKind | undefined,
): string {
  if (proof !== undefined) return proof.fact;
  const where = guilty.length > 1 ? guilty.map(flowLabel).join(", ") : flowLabel(told?.name ?? { provider });
  const { kind, accepted, receipts, loss, silentSince, beside, proven, isUnknown } = told?.verdict ?? worst;
  if (accepted === 0) return `no message was sent through ${where} recently`;
  const counted = `${grouped(receipts)} of ${grouped(accepted)} messages have a receipt`;
  const slowness = loss?.slowness ?? 1;
  if (isUnknown === true)
    return `${where} has reported only a part of its messages since the first one: ${counted}. Whether it loses the others is unknown. If the provider never reports more, configure usual.share of ${provider} for the watch`;
  if (kind === "stall")
    return slowness < SLOW || silentSince !== undefined
      ? `${where} has stopped answering: ${counted}`
      : `${where} answers ${round(slowness)} times slower than usual: ${counted}`;
  if (kind === "green" && proven !== undefined)
    return `${where} reports less than it delivers: ${counted}, and ${proven.receipts} of ${proven.messages} that recipients answered`;
  if (kind === "green")
    return open === "stall" ? `${where} answers again: ${counted}` : `${where} shows no loss any more: ${counted}`;
  if (loss === undefined || loss.likeliest < 0.005) return `${where}: ${counted}`;
  const said = `${where} loses about ${percent(loss.likeliest)} of its messages${interval(loss)}: ${counted}`;
  if (beside === undefined) return said;
  return `${said}; in the same time ${beside.provider} has a receipt for ${grouped(beside.receipts)} of ${grouped(beside.messages)}`;
}

const MEASURES = { open: "resumed", throttled: "slowed", probing: "probed" } as const;

/** Describes a provider's new state and the action taken. `ways` = the providers to which recipients are rerouted. */
export function describeAction(
  provider: string,
  { state }: ProviderWatch,
  ways: readonly string[],
): Required<Pick<IncidentChange, "action" | "did">> {
  const actions = {
    open: `${provider} sends as planned again`,
    throttled: `${provider} is slowed down to ${CAREFUL_PER_SECOND}/s`,
    probing: `${provider} is tried again with ${PROBE_PER_SECOND}/s`,
  };
  if (state !== "paused") return { action: actions[state], did: MEASURES[state] };
  if (ways.length === 0) return { action: `${provider} is paused`, did: "paused" };
  return { action: `${provider} is paused; its waiting recipients use ${ways.join(", ")}`, did: "rerouted" };
}

export function chooseIncidentKind({ worst, proof }: ProviderVerdict): IncidentKind {
  return proof?.kind ?? (worst.kind === "stall" ? "stall" : "loss");
}

export function listFigures({ worst, told }: ProviderVerdict): Readonly<Record<string, number>> {
  const { accepted, receipts, loss, beside } = told?.verdict ?? worst;
  if (loss === undefined) return { accepted, receipts };
  const { likeliest, atLeast, atMost, slowness } = loss;
  const others = beside === undefined ? {} : { otherMessages: beside.messages, otherReceipts: beside.receipts };
  return { accepted, receipts, likeliest, atLeast, atMost, slowness, ...others };
}

function flowLabel({ provider, destination }: Pick<FlowName, "provider" | "destination">): string {
  return destination === undefined ? provider : `${provider} to ${destination}`;
}

function grouped(value: number): string {
  return value.toLocaleString("en");
}

/** Returns the interval of a loss as text; empty if the interval excludes no loss. */
function interval({ atLeast, atMost }: LossEstimate): string {
  if (atLeast >= 0.005) return ` (${percent(atLeast)} to ${percent(atMost)})`;
  return atMost >= 0.995 ? "" : ` (at most ${percent(atMost)})`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function round(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}

/** Ends an incident if its cause is now known to be a loss or fake receipts. The cause gets a separate incident. */
export async function endIfOther(
  host: PluginHost,
  campaign: number,
  open: OpenIncident | undefined,
  seen: ProviderVerdict,
): Promise<OpenIncident | undefined> {
  if (open === undefined) return open;
  const isMadeUp = seen.proof?.kind === "fake-receipts" && open.kind !== "fake-receipts";
  const isLoss = open.kind === "stall" && seen.alarm === "pause" && chooseIncidentKind(seen) === "loss";
  if (!isMadeUp && !isLoss) return open;
  const { provider } = seen;
  const fact = isMadeUp
    ? "the provider invents its receipts: see the incident of kind fake-receipts"
    : "the provider loses messages: see the incident of kind loss";
  await host.incident({ campaign, ...open, provider, change: "end", fact });
  return undefined;
}

/** One incident stays open from the first sign of a problem until the provider sends normally again. */
export async function keepIncident(
  host: PluginHost,
  campaign: number,
  open: OpenIncident | undefined,
  seen: ProviderVerdict,
  { fact, action, did, isWrong }: Pick<IncidentChange, "fact" | "action" | "did"> & { readonly isWrong: boolean },
): Promise<OpenIncident | undefined> {
  if (open === undefined && !isWrong) return undefined;
  if (open !== undefined && isWrong && action === undefined) return open;
  const subject = open ?? { kind: chooseIncidentKind(seen), destination: destinationIn(seen) };
  const said = { change: isWrong ? "open" : "end", fact, action, did, figures: listFigures(seen) } as const;
  await host.incident({ campaign, ...subject, provider: seen.provider, ...said });
  return isWrong ? subject : undefined;
}

/** Returns the faulty destination; "" for several destinations or the whole provider. */
export function destinationIn({ guilty }: ProviderVerdict): string {
  return guilty.length === 1 ? (guilty[0]?.destination ?? "") : "";
}
