import { planStep } from "@relance/rules";
import { ConfigError, type ConfigErrorCode, getChannel, type Plan, type QueuesAnswer } from "@relance/spec";
import type { QueueScope, Steerable } from "./queue-orders.ts";

const ADVICE =
  "write a plus and four digits such as +3363, or the whole host of mailboxes or of a push service such as example.org";

interface NamedQueues {
  readonly scopes: readonly QueueScope[];
  readonly isUnseen: boolean;
}

/** Returns the queues that a command selects. A destination selects steps that send to its kind of address. */
export async function queuesNamed(
  { context: { store }, ledger: { campaign }, plan }: Steerable,
  { step, provider, destination }: QueueScope,
  via: string | undefined,
): Promise<NamedQueues> {
  const { queues, destinations } = await store.queues(campaign);
  const listProviders = (some: QueuesAnswer["queues"]) => [...new Set(some.map(({ planned }) => planned))];
  if (step !== undefined && planStep(plan, step) === undefined)
    throw unknown("campaign/step-unknown", `there is no step ${step}`, stepNames(plan));
  for (const one of [provider, via])
    if (one !== undefined && !listProviders(queues).includes(one))
      throw unknown("config/provider-unknown", `no step of the campaign is sent over ${one}`, listProviders(queues));
  const matching = queues.filter(
    (queue) =>
      queue.destination === undefined &&
      (step === undefined || queue.step === step) &&
      (provider === undefined || queue.planned === provider),
  );
  if (matching.length === 0) {
    const known = listProviders(queues.filter((queue) => queue.step === step));
    throw unknown("config/provider-unknown", `step ${step} is not sent over ${provider}`, known);
  }
  if (via !== undefined) refuseNoWay(queues, matching, provider, via);
  if (destination === undefined) return { scopes: [{ step, provider }], isUnseen: false };
  const steps = matchSteps(plan, matching, destinations, destination);
  const scopes = steps.map((one) => ({ step: one, provider, destination }));
  return { scopes, isUnseen: !destinations.includes(destination) };
}

/** Refuses a reroute to an earlier provider of the route, because recipients never return to one. */
function refuseNoWay(
  queues: QueuesAnswer["queues"],
  matching: QueuesAnswer["queues"],
  provider: string | undefined,
  via: string,
): void {
  const behind = matching.flatMap((queue) =>
    queues
      .slice(queues.indexOf(queue) + 1)
      .filter(({ step, destination }) => step === queue.step && destination === undefined)
      .map(({ planned }) => planned),
  );
  if (behind.includes(via)) return;
  const ways = [...new Set(behind)].filter((way) => way !== provider);
  const later = ways.length === 0 ? "no provider comes later" : `later: ${ways.join(", ")}`;
  const said = `${via} is not later in the route than ${provider ?? "each provider"}; ${later}`;
  throw new ConfigError("config/provider-unknown", said);
}

function matchSteps(
  plan: Plan,
  queues: QueuesAnswer["queues"],
  destinations: readonly string[],
  destination: string,
): readonly number[] {
  const isSentTo = (step: number, name: string) => {
    const channel = planStep(plan, step)?.channel;
    return (channel !== undefined && getChannel(channel).address.read === "phone") === isPrefix(name);
  };
  const all = [...new Set(queues.map(({ step }) => step))];
  const isNamed = destinations.includes(destination) || isDestinationName(destination);
  const some = isNamed ? all.filter((step) => isSentTo(step, destination)) : [];
  if (some.length > 0) return some;
  const here = destinations.filter((name) => all.some((step) => isSentTo(step, name)));
  const said = isDestinationName(destination)
    ? `no recipient of the destination ${destination} gets messages in this campaign`
    : `${destination} is not a destination: ${ADVICE}`;
  throw unknown("campaign/destination-unknown", said, here.toSorted());
}

function stepNames({ steps }: Plan): readonly string[] {
  return steps.map(({ channel }, k) => `${k + 1} (${channel})`);
}

function unknown(code: ConfigErrorCode, said: string, known: readonly string[]): ConfigError {
  const there = known.length === 0 ? "none exists yet" : `there is ${known.join(", ")}`;
  return new ConfigError(code, `${said}: ${there}`);
}

const LONGEST = 64;

function isPrefix(name: string): boolean {
  return /^\+?\d+$/.test(name);
}

function isDestinationName(name: string): boolean {
  if (isPrefix(name)) return /^\+\d{4}$/.test(name);
  return name.length <= LONGEST && name === name.toLowerCase() && /^[^\s@/:+]+\.[^\s@/:+]+$/.test(name);
}
