import { otherAccount, otherWay, planStep } from "@relance/rules";
import type { GateChange, Plan, QueueRow } from "@relance/spec";
import type { PauseEffect, PauseScope, QueueScope, Steerable } from "./queue-orders.ts";

interface PlannedPause {
  readonly orders: readonly (QueueScope & Partial<GateChange>)[];
  readonly effect: PauseEffect;
}

/**
 * Plans a pause. If a provider is named, its recipients are rerouted: to `via`, otherwise to the target of the current
 * reroute, otherwise to the next provider of the route. Other recipients wait.
 */
export async function planPause(
  { context, ledger, plan }: Steerable,
  { provider, via, wait = false, destination }: PauseScope,
  scopes: readonly QueueScope[],
): Promise<PlannedPause> {
  const { queues, closed } = await context.store.queues(ledger.campaign, { waiting: true });
  const refusing = closed.filter(({ faults }) => faults > 0).map((one) => one.provider);
  const wholes = queues.filter((queue) => queue.destination === undefined);
  const isNamed = ({ step, planned }: QueueRow) =>
    scopes.some((scope) => scope.step === undefined || scope.step === step) &&
    (provider === undefined || planned === provider);
  const steps = [...new Set(wholes.filter(isNamed).map(({ step }) => step))];
  const wayIn = (step: number): string | undefined => {
    if (wait || provider === undefined) return undefined;
    if (via === undefined) return wayAround(plan, queues, refusing, { step, provider, destination });
    return wholes.some((queue) => queue.step === step && queue.planned === via) ? via : undefined;
  };
  const ways = new Map(steps.map((step) => [step, wayIn(step)]));
  const stoppedFor = (queue: QueueRow) => stoppedIn(queues, queue.step, refusing, destination ?? queue.destination);
  const isWaiting = (queue: QueueRow) => {
    const way = ways.get(queue.step);
    return way === undefined || queue.holds.some(stopsAll) || stoppedFor(queue).has(way);
  };
  const isOfScope = (queue: QueueRow) => [undefined, destination ?? queue.destination].includes(queue.destination);
  const concerned = queues.filter(
    (queue) => isOfScope(queue) && (isNamed(queue) || (steps.includes(queue.step) && queue.provider === provider)),
  );
  const stopped = concerned.filter(isWaiting);
  const returns = stopped.filter(({ holds }) => !wait && provider !== undefined && !holds.some(stopsAll));
  const back = returns.flatMap((queue) => returning(plan, queue, stoppedFor(queue)));
  const returned = back.reduce((sum, { recipients }) => sum + recipients, 0);
  const effect = {
    waiting: countRecipients(stopped) - returned,
    rerouted: countRecipients(concerned.filter((queue) => !isWaiting(queue))) + returned,
    ways: [...new Set([...[...ways.values()].flatMap((way) => way ?? []), ...back.map(({ way }) => way)])],
  };
  const orders =
    new Set(ways.values()).size <= 1
      ? scopes.map((scope) => ({ ...scope, via: ways.get(steps[0] ?? 1), override: wait || undefined }))
      : steps.map((step) => ({ step, provider, destination, via: ways.get(step) }));
  return { orders, effect };
}

/** Returns the target of the current reroute; without one, the next provider of another vendor, open ones first. */
function wayAround(
  plan: Plan,
  queues: readonly QueueRow[],
  refusing: readonly string[],
  { step, provider, destination }: QueueScope & { readonly step: number; readonly provider: string },
): string | undefined {
  const own = queues.filter((queue) => queue.step === step && queue.planned === provider);
  const queue = own.find((one) => one.destination === destination) ?? own.find((one) => one.destination === undefined);
  if (queue !== undefined && queue.provider !== provider) return queue.provider;
  const slow = new Set<string>();
  const shunned = stoppedIn(queues, step, refusing, destination);
  return otherWay(plan, step, provider, { shunned, slow }) ?? otherWay(plan, step, provider, { shunned: slow, slow });
}

/** Returns recipients of a stopped queue who can return to an earlier provider, as in `skipUnavailable`. */
function returning(plan: Plan, { step, planned, waiting }: QueueRow, stopped: ReadonlySet<string>) {
  const route = planStep(plan, step)?.route ?? [];
  const position = route.findIndex((place) => place.provider === planned);
  const isOpen = (at: number) => at < position && !stopped.has(route[at]?.provider ?? "");
  return Object.entries(waiting?.tried ?? {}).flatMap(([tried, recipients]) => {
    const at = otherAccount({ step, position, triedPositions: Number(tried) }, plan, isOpen);
    const way = route[at]?.provider;
    return way === undefined || recipients === 0 ? [] : [{ way, recipients }];
  });
}

/** Returns the providers of a step that send nothing to a destination now. `refusing` providers are included. */
function stoppedIn(
  queues: readonly QueueRow[],
  step: number,
  refusing: readonly string[],
  destination: string | undefined,
): ReadonlySet<string> {
  const stopped = queues.filter(
    (queue) =>
      queue.step === step &&
      [undefined, destination].includes(queue.destination) &&
      (queue.holds.length > 0 || queue.provider !== queue.planned),
  );
  return new Set([...refusing, ...stopped.map(({ planned }) => planned)]);
}

function stopsAll({ isOfProvider, source }: QueueRow["holds"][number]): boolean {
  return !isOfProvider || source === "budget";
}

function countRecipients(queues: readonly QueueRow[]): number {
  return queues.reduce((sum, { waiting }) => sum + (waiting?.recipients ?? 0), 0);
}
