import type { IncidentChange, IncidentMeasure } from "@relance/spec";
import type { EngineContext } from "../../context.ts";
import { sayIncident } from "../../incidents/say-incident.ts";
import type { ProviderVerdict } from "../judge/judge-campaign.ts";
import type { Finding } from "../judge/whose-fault.ts";
import { AT_REST, nextState } from "../keep/next-state.ts";
import type { OpenIncident } from "../open-incident.ts";
import type { ProviderWatch, WatchMemory } from "../watch-memory.ts";
import type { Watched } from "../watched.ts";
import { actionOf, factOf, figuresOf, incidentKindOf, measureOf } from "./describe.ts";
import { doubt } from "./doubt.ts";
import { hurry } from "./hurry.ts";
import { type SeenStanding, standingIn } from "./standing.ts";
import { steerAsSeen } from "./steer-as-seen.ts";
import { leadsOf, steerProvider } from "./steer-provider.ts";

/** Whoever lies is not asked. */
const SEEN: Finding = { fault: "provider", fact: "" };

/** Does what the verdicts ask for, and keeps the incidents. Answers the memory with what was done. */
export async function respond(
  context: EngineContext,
  watched: Watched,
  memory: WatchMemory,
  verdicts: readonly ProviderVerdict[],
): Promise<WatchMemory> {
  let next = memory;
  for (const seen of verdicts) next = await respondTo(context, watched, next, seen);
  return next;
}

async function respondTo(
  context: EngineContext,
  watched: Watched,
  memory: WatchMemory,
  seen: ProviderVerdict,
): Promise<WatchMemory> {
  const { campaign, plan, now, inquiries } = watched;
  const { provider } = seen;
  const before = memory.providers[provider] ?? AT_REST;
  const onLoss = plan.onLoss ?? "reroute";
  const wanted = nextState(before, seen, onLoss, now);
  const silence = { campaign, provider, part: partOf(seen) };
  const doubted = doubt(before, wanted, now, () =>
    seen.fakes === undefined && seen.isUnanswered !== true ? inquiries.about(silence) : SEEN,
  );
  const { fault, held } = doubted;
  const look = () => standingIn(context, campaign, memory, doubted.after, isSteered(before, doubted.after));
  const standing = await look();
  const { after, fact } = await hurry(context, watched, { provider, standing }, doubted);
  let action = held;
  let did: IncidentMeasure | undefined;
  const reason = [factOf(seen), ...fact].join("; ");
  const isRerouting = onLoss === "reroute" || after.isLeft === true;
  const decide = (seenStanding: SeenStanding) =>
    steerProvider(campaign, provider, after, { plan, isRerouting, reason, now, standing: seenStanding });
  let changes = decide(standing);
  let leads = after.state === "paused" ? leadsOf(changes) : undefined;
  if (isSteered(before, after) || leads !== (before.leads ?? leads)) {
    const done = await steerAsSeen(context, standing, { look, decide });
    if (done === undefined) return memory; // others steer without a pause: the next look begins anew
    changes = done;
    leads = after.state === "paused" ? leadsOf(changes) : undefined;
    const ways = new Set(changes.map(({ via }) => via).filter((via) => typeof via === "string"));
    action = held ?? actionOf(provider, after, [...ways]);
    did = held === undefined ? measureOf(after, [...ways]) : undefined;
  }
  const told = { fact: reason, action, did };
  const open = await endIfOther(context, campaign, memory.incidents[provider], seen);
  const incident = await keepIncident(context, campaign, open, seen, after, told);
  const alarms =
    after.state === "probing" && before.state !== "probing" ? forgotten(memory.alarms, provider) : memory.alarms;
  const { [provider]: _ended, ...others } = memory.incidents;
  return {
    ...memory,
    alarms,
    providers: { ...memory.providers, [provider]: { ...after, fault, leads } },
    incidents: incident === undefined ? others : { ...others, [provider]: incident },
  };
}

/** Something changes on the lanes. */
function isSteered(before: ProviderWatch, after: ProviderWatch): boolean {
  return before.state !== after.state || before.since !== after.since || before.isLeft !== after.isLeft;
}

/** A loss turns out to be made-up receipts: another incident, because other people have to do something about it. */
async function endIfOther(
  context: EngineContext,
  campaign: number,
  open: OpenIncident | undefined,
  seen: ProviderVerdict,
): Promise<OpenIncident | undefined> {
  if (open === undefined || seen.fakes === undefined || open.kind === "fake-receipts") return open;
  const { provider } = seen;
  const fact = "its receipts are made up: see that incident";
  await context.store.incident({ campaign, ...open, provider, change: "end", fact, actor: "watch" });
  return undefined;
}

/** One incident from the first sign until the provider sends as planned again. */
async function keepIncident(
  context: EngineContext,
  campaign: number,
  open: OpenIncident | undefined,
  seen: ProviderVerdict,
  after: ProviderWatch,
  { fact, action, did }: Pick<IncidentChange, "fact" | "action" | "did">,
): Promise<OpenIncident | undefined> {
  const isWrong = seen.guilty.length > 0 || after.state !== "open";
  if (open === undefined && !isWrong) return undefined;
  if (open !== undefined && isWrong && action === undefined) return open;
  const subject = open ?? { kind: incidentKindOf(seen), part: partOf(seen) };
  const said = { change: isWrong ? "open" : "end", fact, action, did, figures: figuresOf(seen) } as const;
  await sayIncident(context, { campaign, ...subject, provider: seen.provider, ...said });
  return isWrong ? subject : undefined;
}

function partOf({ guilty }: ProviderVerdict): string {
  return guilty.length === 1 ? (guilty[0]?.carrier ?? "") : "";
}

/** A probe is judged by what it sends, not by what was thought before. */
function forgotten(alarms: WatchMemory["alarms"], provider: string): WatchMemory["alarms"] {
  return Object.fromEntries(
    Object.entries(alarms).filter(([key]) => key !== provider && !key.startsWith(`${provider} `)),
  );
}
