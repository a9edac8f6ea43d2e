import { ConfigError, type GateChange, type IncidentRow, type Ledger, readIncidents } from "@relance/spec";
import { checkInstant } from "../base/check-by.ts";
import { readProviderStates } from "../incidents/provider-state.ts";
import { planPause } from "./pause-effect.ts";
import type {
  Paused,
  PauseEffect,
  PauseOptions,
  PauseScope,
  QueueOptions,
  QueueScope,
  Resumed,
  ResumeOptions,
  Steerable,
  Steered,
  ThrottleOptions,
} from "./queue-orders.ts";
import { queuesNamed } from "./queues-named.ts";
import { staleOrder, targetText } from "./steering-words.ts";

export async function pauseCampaign(campaign: Steerable, by: PauseOptions): Promise<Paused> {
  const { reviewAt } = by;
  checkInstant("reviewAt", reviewAt);
  const { isUnseen, orders, effect } = await planned(campaign, by);
  const held = { gate: "held", reviewAt: reviewAt.getTime() } as const;
  const changes = orders.map((one) => ({ ...held, ...one }));
  const version = await order(campaign, by, changes);
  const { waiting, ways } = effect;
  const way = ways.length === 0 ? "" : `; its recipients use ${ways.join(", ")}`;
  await noteOnIncidents(campaign, by, `${targetText(by)} is paused by hand${way}; ${waiting} recipients wait`);
  return { version, isUnseen, ...effect };
}

export async function effectOfPause(campaign: Steerable, by: PauseScope): Promise<PauseEffect> {
  return (await planned(campaign, by)).effect;
}

async function planned(campaign: Steerable, by: PauseScope) {
  refuseEnded(campaign.ledger);
  const { via, wait } = by;
  if (via !== undefined && wait === true) throw new ConfigError("config/invalid", "pause: pass via or wait, not both");
  const { scopes, isUnseen } = await queuesNamed(campaign, by, via);
  return { isUnseen, ...(await planPause(campaign, by, scopes)) };
}

export async function resumeCampaign(campaign: Steerable, by: ResumeOptions): Promise<Resumed> {
  const { override, perSecond } = by;
  const steered = await steer(campaign, by, { override, perSecond, via: null, gate: "open" });
  const how = override === true ? "was resumed by hand, despite the watch's holds" : "was resumed by hand";
  await noteOnIncidents(campaign, by, `${targetText(by)} ${how}`);
  return { ...steered, still: await remainingCauses(campaign, by) };
}

/** Limits the rate of queues. A paused queue stays paused. */
export async function throttleCampaign(campaign: Steerable, by: ThrottleOptions): Promise<Steered> {
  const { perSecond } = by;
  const steered = await steer(campaign, by, { perSecond });
  const pace = perSecond === null ? "is no longer limited by hand" : `is limited to ${perSecond}/s by hand`;
  await noteOnIncidents(campaign, by, `${targetText(by)} ${pace}`);
  return steered;
}

/** Refuses commands to an ended campaign. Such commands would appear in the history without having an effect. */
export function refuseEnded({ name, state }: Ledger): void {
  if (state === "closed" || state === "cancelled" || state === "cancelling")
    throw new ConfigError("campaign/not-running", `campaign ${name} is ${state}: it accepts no commands`);
}

async function steer(campaign: Steerable, by: QueueOptions, does: Partial<GateChange>): Promise<Steered> {
  refuseEnded(campaign.ledger);
  const { scopes, isUnseen } = await queuesNamed(campaign, by, undefined);
  const changes = scopes.map((scope) => ({ ...scope, ...does }));
  return { version: await order(campaign, by, changes), isUnseen };
}

async function order(
  { context, ledger }: Steerable,
  { actor, reason, version }: QueueOptions,
  changes: readonly Partial<GateChange>[],
): Promise<number> {
  const answer = await context.store.control(
    changes.map((change): GateChange => ({ ...change, campaign: ledger.campaign, version, actor, reason })),
  );
  if (answer.stale.length > 0) throw staleOrder(answer.stale, version ?? 0);
  return answer.version;
}

async function noteOnIncidents(
  { context: { store }, ledger: { campaign } }: Steerable,
  { actor, reason, provider, destination }: QueueOptions,
  action: string,
): Promise<void> {
  for await (const incident of readIncidents(store, { campaign, open: true })) {
    if (provider !== undefined && incident.provider !== provider) continue;
    if (destination !== undefined && incident.destination !== "" && incident.destination !== destination) continue;
    await store.incident({ ...subjectKey(incident), change: "note", fact: reason, action, actor });
  }
}

function subjectKey({ campaign, kind, provider, destination }: IncidentRow) {
  return { campaign, kind, provider, destination };
}

async function remainingCauses(
  { context: { store }, ledger: { campaign } }: Steerable,
  { provider, step, destination }: QueueScope,
): Promise<Resumed["still"]> {
  const states = await readProviderStates(store, campaign);
  return states
    .filter((state) => provider === undefined || state.provider === provider)
    .flatMap((state) => state.causes.map((cause) => ({ ...cause, provider: state.provider })))
    .filter(
      (cause) =>
        (step === undefined || cause.steps === undefined || cause.steps.includes(step)) &&
        (destination === undefined || cause.destination === undefined || cause.destination === destination),
    );
}
