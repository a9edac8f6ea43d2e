import { stepOf } from "@relance/rules";
import { ConfigError, type ConfigErrorCode, channelOf, type Plan, type QueuesAnswer } from "@relance/spec";
import type { QueueScope, Steerable } from "./queue-orders.ts";

const ADVICE =
  "write a plus and four digits such as +3363, or the whole host of mailboxes or of a push service such as example.org";

interface NamedQueues {
  /** As the store is asked. */
  readonly scopes: readonly QueueScope[];
  /** No recipient of the destination that it names was written to yet: it holds for those to come. */
  readonly isUnseen: boolean;
}

/**
 * The queues that an order is about, as the store is asked: all of them at once, or with a destination step by step, for only some
 * steps are sent to such addresses.
 * @throws {ConfigError} `campaign/step-unknown`, `config/provider-unknown`, `campaign/destination-unknown`, each naming what there is
 */
export async function queuesNamed(
  { context: { store }, ledger: { campaign }, plan }: Steerable,
  { step, provider, destination }: QueueScope,
  via: string | undefined,
): Promise<NamedQueues> {
  const { queues, destinations } = await store.queues(campaign);
  const known = (field: "planned") => [...new Set(queues.map((queue) => queue[field]))];
  if (step !== undefined && stepOf(plan, step) === undefined)
    throw unknown("campaign/step-unknown", `there is no step ${step}`, stepNames(plan));
  for (const one of [provider, via])
    if (one !== undefined && !known("planned").includes(one))
      throw unknown("config/provider-unknown", `no step of the campaign is sent over ${one}`, known("planned"));
  const matching = queues.filter(
    (queue) =>
      queue.destination === undefined &&
      (step === undefined || queue.step === step) &&
      (provider === undefined || queue.planned === provider),
  );
  if (matching.length === 0)
    throw unknown("config/provider-unknown", `step ${step} is not sent over ${provider}`, [
      ...new Set(queues.filter((queue) => queue.step === step).map(({ planned }) => planned)),
    ]);
  if (via !== undefined) refuseNoWay(queues, matching, provider, via);
  if (destination === undefined) return { scopes: [{ step, provider }], isUnseen: false };
  const scopes = stepsOf(plan, matching, destinations, destination).map((one) => ({
    step: one,
    provider,
    destination,
  }));
  return { scopes, isUnseen: !destinations.includes(destination) };
}

/** Recipients are rerouted to a later place of their route only: any other place would hold them. */
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
  const later = ways.length === 0 ? "later is none" : `later: ${ways.join(", ")}`;
  throw new ConfigError(
    "config/provider-unknown",
    `${via} is not later in the route than ${provider ?? "each provider"}; ${later}`,
  );
}

/** The steps that are sent to such addresses. An early order may name a destination without recipients so far. */
function stepsOf(
  plan: Plan,
  queues: QueuesAnswer["queues"],
  destinations: readonly string[],
  destination: string,
): readonly number[] {
  const isSentTo = (step: number, name: string) => {
    const channel = stepOf(plan, step)?.channel;
    return (channel !== undefined && channelOf(channel).address.read === "phone") === isPrefix(name);
  };
  const all = [...new Set(queues.map(({ step }) => step))];
  const some =
    destinations.includes(destination) || isDestinationName(destination)
      ? all.filter((step) => isSentTo(step, destination))
      : [];
  if (some.length > 0) return some;
  const here = destinations.filter((name) => all.some((step) => isSentTo(step, name)));
  throw unknown(
    "campaign/destination-unknown",
    isDestinationName(destination)
      ? `no recipient of the destination ${destination} is written to here`
      : `${destination} is no destination: ${ADVICE}`,
    here.toSorted(),
  );
}

function stepNames({ steps }: Plan): readonly string[] {
  return steps.map(({ channel }, k) => `${k + 1} (${channel})`);
}

function unknown(code: ConfigErrorCode, said: string, known: readonly string[]): ConfigError {
  const there = known.length === 0 ? "there is none yet" : `there is ${known.join(", ")}`;
  return new ConfigError(code, `${said}: ${there}`);
}

/** As long as {@link destinationOf} of `@relance/rules` makes them. */
const LONGEST = 64;

/** The name of recipients who are reached by phone. */
function isPrefix(name: string): boolean {
  return /^\+?\d+$/.test(name);
}

/** A name that a destination can have: a number prefix, a mail domain, the host of a push service. */
function isDestinationName(name: string): boolean {
  if (isPrefix(name)) return /^\+\d{4}$/.test(name);
  return name.length <= LONGEST && name === name.toLowerCase() && /^[^\s@/:+]+\.[^\s@/:+]+$/.test(name);
}
