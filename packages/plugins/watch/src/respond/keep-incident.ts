import type { IncidentChange, PluginHost } from "@relance/spec";
import type { ProviderVerdict } from "../judge/judge-campaign.ts";
import type { OpenIncident } from "../judge/judge-signs.ts";
import { figuresOf, incidentKindOf } from "./describe.ts";

/** Ends an incident that turns out to be a loss or fake receipts, because another incident with other actions opens. */
export async function endIfOther(
  host: PluginHost,
  campaign: number,
  open: OpenIncident | undefined,
  seen: ProviderVerdict,
): Promise<OpenIncident | undefined> {
  if (open === undefined) return open;
  const isMadeUp = seen.proof?.kind === "fake-receipts" && open.kind !== "fake-receipts";
  const isLoss = open.kind === "stall" && seen.alarm === "pause" && incidentKindOf(seen) === "loss";
  if (!isMadeUp && !isLoss) return open;
  const { provider } = seen;
  const fact = isMadeUp ? "its receipts are made up: see that incident" : "it loses messages: see that incident";
  await host.incident({ campaign, ...open, provider, change: "end", fact });
  return undefined;
}

/** One incident lasts from the first signal until the provider sends as planned again. */
export async function keepIncident(
  host: PluginHost,
  campaign: number,
  open: OpenIncident | undefined,
  seen: ProviderVerdict,
  { fact, action, did, isWrong }: Pick<IncidentChange, "fact" | "action" | "did"> & { readonly isWrong: boolean },
): Promise<OpenIncident | undefined> {
  if (open === undefined && !isWrong) return undefined;
  if (open !== undefined && isWrong && action === undefined) return open;
  const subject = open ?? { kind: incidentKindOf(seen), destination: destinationIn(seen) };
  const said = { change: isWrong ? "open" : "end", fact, action, did, figures: figuresOf(seen) } as const;
  await host.incident({ campaign, ...subject, provider: seen.provider, ...said });
  return isWrong ? subject : undefined;
}

/** The faulty destination. "" = the whole provider, or several destinations. */
export function destinationIn({ guilty }: ProviderVerdict): string {
  return guilty.length === 1 ? (guilty[0]?.destination ?? "") : "";
}
