import type { PluginHost, SampleAnswer } from "@relance/spec";

const LONGEST_MS = 10_000;

interface OpenLookup {
  readonly since: number;
  readonly over: AbortController;
  finding: Finding | undefined;
}

/** Asks providers about messages without a receipt. Runs in the background, so that checks of the watch do not wait. */
export interface Lookups {
  /** The first call starts a lookup. Returns why receipts are missing; `undefined` until the lookup ends. */
  about(silence: Silence, now: number): Finding | undefined;
}

/** The result of a lookup is used in one check. The next check asks the provider about other messages. */
export function createLookups(host: PluginHost): Lookups {
  const open = new Map<string, OpenLookup>();

  function begin(silence: Silence, since: number): OpenLookup {
    const lookup: OpenLookup = { since, over: new AbortController(), finding: undefined };
    attributeFault(host, silence, lookup.over.signal).then(
      (finding) => {
        lookup.finding = finding;
      },
      () => {
        lookup.finding = { fault: "unknown", fact: "the provider could not be asked about messages without receipts" };
      },
    );
    return lookup;
  }

  return {
    about(silence, now) {
      if (host.providers.get(silence.provider)?.canBeAsked !== true)
        return { fault: "unknown", fact: `${silence.provider} cannot be asked about messages` };
      const key = `${silence.campaign} ${silence.provider} ${silence.destination}`;
      const lookup = open.get(key) ?? begin(silence, now);
      open.set(key, lookup);
      const isLate = now - lookup.since >= LONGEST_MS;
      if (lookup.finding === undefined && !isLate) return undefined;
      lookup.over.abort();
      open.delete(key);
      return (
        lookup.finding ?? { fault: "unknown", fact: `${silence.provider} does not answer questions about messages` }
      );
    },
  };
}

const SAMPLE = 50;
const OVERDUE_MS = 10_000;
const LEAST_ANSWERS = 5;
const MOST = 0.5;

/**
 * Why receipts are missing. `ingress` = relance's URL is unreachable · `callbacks` = the provider knows the outcome,
 * but its callbacks do not arrive · `provider` = the provider does not know the outcome · `dropped` = the provider does
 * not know the messages · `unknown` = the provider answered too seldom.
 */
export type Fault = "ingress" | "callbacks" | "provider" | "dropped" | "unknown";

export interface Finding {
  readonly fault: Fault;
  readonly fact: string;
}

/** Returns whether messages arrive and only receipts are missing. In this case, rerouting does not help. */
export function isOurs({ fault }: Finding): boolean {
  return fault === "ingress" || fault === "callbacks";
}

interface Silence {
  readonly campaign: number;
  readonly provider: string;
  readonly destination: string;
}

/** Checks whether relance's URL is reachable, then asks the provider about some messages until `signal` aborts. */
async function attributeFault(
  host: PluginHost,
  { campaign, provider, destination }: Silence,
  signal: AbortSignal,
): Promise<Finding> {
  const sample = { campaign, provider, destination: destination === "" ? undefined : destination };
  const { isReachable, answers } = await host.ask({ ...sample, count: SAMPLE, olderThanMs: OVERDUE_MS }, signal);
  if (isReachable === false) return { fault: "ingress", fact: "nothing comes through our own public address" };
  if (answers === undefined) return { fault: "unknown", fact: `${provider} cannot be asked about messages` };
  return judge(provider, answers);
}

function judge(provider: string, answers: readonly SampleAnswer[]): Finding {
  const known = answers.filter((answer) => answer !== "no-answer");
  const share = (what: SampleAnswer) => known.filter((answer) => answer === what).length / known.length;
  if (known.length < LEAST_ANSWERS)
    return { fault: "unknown", fact: `${provider} answered ${known.length} questions about messages without receipts` };
  const counted = (what: SampleAnswer) => `${Math.round(share(what) * known.length)} of ${known.length}`;
  const asked = `asked about messages without receipts, ${provider}`;
  if (share("reported") > MOST) {
    const fact = `${asked} knows the outcome of ${counted("reported")}: its callbacks do not reach us`;
    return { fault: "callbacks", fact };
  }
  if (share("not-found") > MOST) return { fault: "dropped", fact: `${asked} does not know ${counted("not-found")}` };
  return { fault: "provider", fact: `${asked} has no news of ${counted("still-accepted")}` };
}
