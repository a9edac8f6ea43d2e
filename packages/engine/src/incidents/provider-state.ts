import {
  type ClosedProvider,
  type IncidentMeasure,
  type IncidentRow,
  type Instant,
  isPlugin,
  type QueueRow,
  type QueueSource,
  type QueuesAnswer,
  readIncidents,
  type SlowedProvider,
  type Store,
} from "@relance/spec";

/** `throttled`: sends slowly. `paused`: sends nothing in this campaign. `closed`: sends nothing in any campaign. */
export type ProviderCondition = "open" | "throttled" | "paused" | "closed";

/** Why a provider is throttled, paused or closed, or why its recipients are rerouted. */
export interface ProviderCause {
  readonly by: "operator" | "breaker" | "start" | "budget" | "provider" | `plugin:${string}`;
  readonly does: "throttled" | "paused" | "rerouted" | "closed";
  /** Who paused, throttled or rerouted the provider; "" if unknown. */
  readonly actor: string;
  readonly why: string;
  readonly since: Instant | undefined;
  readonly until: Instant | undefined;
  /** When an operator must review the pause, or when a closed provider is tried again. */
  readonly reviewAt?: Instant | undefined;
  /** Limit of a `throttled` provider, in messages per second. */
  readonly perSecond?: number | undefined;
  /** The full rate of a throttling provider, in messages per second. */
  readonly top?: number | undefined;
  /** The provider to which recipients are rerouted. If the cause is `closed`, this provider is closed. */
  readonly via?: string | undefined;
  /** Numbers of the affected steps, from 1; absent for all steps that use the provider. */
  readonly steps?: readonly number[] | undefined;
  /** The affected destination; absent for all destinations. */
  readonly destination?: string | undefined;
}

export interface ProviderState {
  readonly provider: string;
  /** Status of the provider for all destinations that have no separate pause or reroute. */
  readonly condition: ProviderCondition;
  readonly causes: readonly ProviderCause[];
  /** Highest version of the provider's queues. A command with this version is refused if a queue has changed since. */
  readonly version: number;
}

export function providerStates(
  { queues, closed, slowed }: QueuesAnswer,
  incidents: readonly IncidentRow[],
): readonly ProviderState[] {
  const providers = [...new Set(queues.map(({ planned }) => planned))];
  return providers.map((provider) => {
    const own = queues.filter(({ planned }) => planned === provider);
    const about = incidents.filter((incident) => incident.provider === provider);
    const rests = closed.filter((one) => one.provider === provider);
    const causes = [
      ...rests.map(closedBy),
      ...slowed.filter((one) => one.provider === provider).map(throttledBy),
      ...inSteps(own, about, closed),
    ];
    const condition = worst(causes.filter(({ destination }) => destination === undefined));
    return { provider, condition, causes, version: Math.max(...own.map((queue) => queue.version)) };
  });
}

function closedBy({ until, reason: why, faults }: ClosedProvider): ProviderCause {
  const when = faults === 0 ? { until } : { until: undefined, reviewAt: until };
  return { by: "breaker", does: "closed", actor: "relance", why, since: undefined, ...when };
}

function throttledBy({ perSecond, top, since }: SlowedProvider): ProviderCause {
  const why = "its API throttles us";
  return { by: "provider", does: "throttled", actor: "relance", why, since, until: undefined, perSecond, top };
}

function queueCauses(
  queue: QueueRow,
  about: readonly IncidentRow[],
  closed: readonly ClosedProvider[],
): readonly ProviderCause[] {
  const held = queue.holds.flatMap(({ source, actor, reason: why, since, reviewAt }): ProviderCause[] =>
    source === "pace" ? [] : [{ by: source, does: "paused", actor, why, since, until: undefined, reviewAt }],
  );
  const slow = (Object.keys(queue.rates) as QueueSource[]).flatMap((by): ProviderCause[] => {
    const perSecond = queue.rates[by];
    if (perSecond === undefined || by === "pace") return [];
    const said = isPlugin(by) ? lastSaid(about, by, ["slowed", "probed"]) : undefined;
    const { actor: who = isPlugin(by) ? by : "", reason = "", since: from } = queue.ratedBy[by] ?? {};
    const { actor, why, since } = said ?? { actor: who, why: reason, since: from };
    return [{ by, does: "throttled", actor, why, since, until: undefined, perSecond }];
  });
  return [...held, ...(queue.holds.length > 0 ? [] : rerouteCauses(queue, closed)), ...slow];
}

/** Returns the causes of a queue's reroute. If the target provider is closed, recipients wait. */
function rerouteCauses(queue: QueueRow, closed: readonly ClosedProvider[]): readonly ProviderCause[] {
  if (queue.provider === queue.planned) return [];
  const rests = closed.filter(({ provider }) => provider === queue.provider);
  if (rests.length > 0) return rests.map((one) => ({ ...closedBy(one), via: queue.provider }));
  return [reroutedBy(queue)];
}

function reroutedBy({ rerouted, provider: via }: QueueRow): ProviderCause {
  const { actor = "", reason: why = "", since, reviewAt } = rerouted ?? {};
  const by = isPlugin(actor) ? actor : "operator";
  return { by, does: "rerouted", actor, why, since, until: undefined, reviewAt, via };
}

function lastSaid(about: readonly IncidentRow[], plugin: string, measures: readonly IncidentMeasure[]) {
  const note = about
    .flatMap(({ notes }) => notes)
    .filter(({ actor, did }) => actor === plugin && did !== undefined && measures.includes(did))
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .at(-1);
  return note === undefined ? undefined : { actor: note.actor, why: note.fact, since: note.at };
}

function worst(causes: readonly ProviderCause[]): ProviderCondition {
  const does = new Set(causes.map((cause) => (cause.via === undefined ? cause.does : "rerouted")));
  if (does.has("closed")) return "closed";
  if (does.has("paused") || does.has("rerouted")) return "paused";
  return does.has("throttled") ? "throttled" : "open";
}

/** Merges equal causes of several steps. A destination's cause is left out if the whole queue has it too. */
function inSteps(
  own: readonly QueueRow[],
  about: readonly IncidentRow[],
  closed: readonly ClosedProvider[],
): readonly ProviderCause[] {
  const whole = own.filter(({ destination }) => destination === undefined);
  const steps = new Set(whole.map(({ step }) => step));
  const said = own.flatMap((queue) => queueCauses(queue, about, closed).map((cause) => ({ queue, cause })));
  const causeKey = ({ by, does, via, perSecond }: ProviderCause) => `${by} ${does} ${via} ${perSecond}`;
  const ofAll = new Set(
    said.flatMap(({ queue, cause }) => (queue.destination === undefined ? `${queue.step} ${causeKey(cause)}` : [])),
  );
  const told = said.filter(
    ({ queue, cause }) => queue.destination === undefined || !ofAll.has(`${queue.step} ${causeKey(cause)}`),
  );
  const groups = Map.groupBy(told, ({ queue, cause }) => `${causeKey(cause)} ${queue.destination ?? ""}`);
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { cause, queue } = first;
    const concerned = [...new Set([first, ...others].map((one) => one.queue.step))].sort((a, b) => a - b);
    return {
      ...cause,
      ...(concerned.length < steps.size ? { steps: concerned } : {}),
      ...(queue.destination === undefined ? {} : { destination: queue.destination }),
    };
  });
}

export async function readProviderStates(store: Store, campaign: number): Promise<readonly ProviderState[]> {
  const incidents = await Array.fromAsync(readIncidents(store, { campaign, open: true }));
  return providerStates(await store.queues(campaign), incidents);
}
