import { ConfigError, type QueueOrder, type StaleQueue, type Steering } from "@relance/spec";

export function targetText({ step, provider, destination }: Steering): string {
  const parts = [
    step === undefined ? undefined : `step ${step}`,
    step === undefined || provider === undefined ? provider : `over ${provider}`,
    destination === undefined ? undefined : `for ${destination}`,
  ].filter((destination) => destination !== undefined);
  if (step === undefined && provider === undefined) parts.unshift("the campaign");
  return parts.join(" ");
}

/** Describes the effect of a command, such as `rerouted to sms.backup`. */
export function steeringWords({ gate, via, perSecond, override, releasedThrough }: Steering): string {
  const words = [
    typeof via === "string" ? `rerouted to ${via}` : gate === "held" ? paused(override) : undefined,
    gate === "open" ? (override === true ? "resumed, all holds lifted" : "resumed") : undefined,
    typeof perSecond === "number" ? `limited to ${Number(perSecond.toPrecision(3))}/s` : undefined,
    perSecond === null && gate === undefined ? "no longer limited" : undefined,
    releasedThrough === undefined ? undefined : "released further",
  ].filter((word) => word !== undefined);
  return words.length === 0 ? "steered" : words.join(" and ");
}

function paused(isForAll: boolean | undefined): string {
  return isForAll === true ? "paused, recipients wait" : "paused";
}

export function staleOrder(stale: readonly StaleQueue[], seen: number): ConfigError {
  const version = Math.max(...stale.map((queue) => queue.version));
  const since = [...new Set(stale.map(describeQueue))].join("; ");
  const said = `stale: you saw version ${seen}, but these queues are at ${version} (${since}); check again; nothing was changed`;
  return new ConfigError("campaign/steered-since", said);
}

function describeQueue({ step, planned, destination, version, order }: StaleQueue): string {
  if (order === undefined) return `${targetText({ step, provider: planned, destination })} is at ${version}`;
  return `${targetText(order)} was ${steeringWords(order)} by ${actorLabel(order)}: ${order.reason}`;
}

function actorLabel({ actor, source }: QueueOrder): string {
  return source === undefined || source === "operator" || source === actor ? actor : `${source} (${actor})`;
}
