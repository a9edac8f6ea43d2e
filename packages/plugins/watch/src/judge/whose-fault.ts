import type { PluginHost, SampleAnswer } from "@relance/spec";

/** Size of the sample. */
const SAMPLE = 50;
/** A younger message may simply have no receipt yet. */
const OVERDUE_MS = 10_000;
/** Fewer answers say nothing. */
const LEAST_ANSWERS = 5;
/** What most of the answers say. */
const MOST = 0.5;

/**
 * Why answers are missing. `ingress` the outside does not reach us · `callbacks` the provider knows what we were not told ·
 * `provider` it knows no more than we do · `dropped` it has never heard of them · `unknown` the questions could not be asked.
 */
export type Fault = "ingress" | "callbacks" | "provider" | "dropped" | "unknown";

export interface Finding {
  readonly fault: Fault;
  readonly fact: string;
}

/** Leaving the provider would help nothing: the messages arrive, only the news of it does not. */
export function isOurs({ fault }: Finding): boolean {
  return fault === "ingress" || fault === "callbacks";
}

/** Messages of a campaign without an answer. */
export interface Silence {
  readonly campaign: number;
  readonly provider: string;
  /** "" = all. */
  readonly destination: string;
}

/**
 * Finds out whose fault a silence is: whether our own address is reachable, then what the provider knows about some of the
 * messages. A message without an answer by the time `signal` aborts is not counted.
 */
export async function whoseFault(
  host: PluginHost,
  { campaign, provider, destination }: Silence,
  signal: AbortSignal,
): Promise<Finding> {
  const sample = { campaign, provider, destination: destination === "" ? undefined : destination };
  const { isReachable, answers } = await host.ask({ ...sample, count: SAMPLE, olderThanMs: OVERDUE_MS }, signal);
  if (isReachable === false) return { fault: "ingress", fact: "nothing comes through our own public address" };
  if (answers === undefined) return { fault: "unknown", fact: `${provider} cannot be asked` };
  return judge(provider, answers);
}

function judge(provider: string, answers: readonly SampleAnswer[]): Finding {
  const known = answers.filter((answer) => answer !== "no-answer");
  const share = (what: SampleAnswer) => known.filter((answer) => answer === what).length / known.length;
  if (known.length < LEAST_ANSWERS)
    return { fault: "unknown", fact: `${provider} answered ${known.length} questions about them` };
  const counted = (what: SampleAnswer) => `${Math.round(share(what) * known.length)} of ${known.length}`;
  if (share("reported") > MOST) {
    return {
      fault: "callbacks",
      fact: `asked, ${provider} says of ${counted("reported")} what became of them: its callbacks do not reach us`,
    };
  }
  if (share("not-found") > MOST)
    return { fault: "dropped", fact: `asked, ${provider} does not know ${counted("not-found")} of them` };
  return { fault: "provider", fact: `asked, ${provider} has no news of ${counted("still-accepted")} of them either` };
}
