import type { PluginHost, SampleAnswer } from "@relance/spec";

/** Size of the sample. */
const SAMPLE = 50;
/** A message younger than this may simply have no receipt yet, so the provider is not asked about it. */
const OVERDUE_MS = 10_000;
/** With fewer answers from the provider than this, the cause is unknown. */
const LEAST_ANSWERS = 5;
/** A cause must explain more than this share of the answers. */
const MOST = 0.5;

/**
 * Why receipts are missing. `ingress`: our address is unreachable · `callbacks`: the status did not reach us ·
 * `provider`: the provider has no status · `dropped`: it does not know the messages · `unknown`: no source to ask.
 */
export type Fault = "ingress" | "callbacks" | "provider" | "dropped" | "unknown";

export interface Finding {
  readonly fault: Fault;
  readonly fact: string;
}

/** True if the messages arrive and only their receipts do not, so that rerouting would not help. */
export function isOurs({ fault }: Finding): boolean {
  return fault === "ingress" || fault === "callbacks";
}

/** The messages of a campaign without a receipt. */
export interface Silence {
  readonly campaign: number;
  readonly provider: string;
  /** "" = all destinations. */
  readonly destination: string;
}

/**
 * Finds out why receipts are missing: checks whether our own address is reachable, then asks the provider about some of
 * the messages. Questions without an answer when `signal` aborts are not counted.
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
