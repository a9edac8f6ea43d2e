import type { Provider, ResolveQuestion } from "@relance/spec";
import type { EngineContext } from "../../base/context.ts";
import type { IngressCheck } from "../../ingress/ingress-check.ts";
import { askOne, type LookedUp } from "../../record/look-up.ts";

/** Messages asked about at once to find out whose fault it is. */
const SAMPLE = 50;
/** A younger message may just not have been answered yet. */
const OVERDUE_MS = 10_000;
/** Fewer answers say nothing. */
const LEAST_ANSWERS = 5;
/** What most of the answers say. */
const MOST = 0.5;
/** Look-ups in flight at once, at most. */
const AT_ONCE = 10;

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
 * Asks whose fault a silence is: first whether we are heard ourselves, then the provider about some of the messages. What
 * it knows is recorded as receipts. As fast as the provider allows; what is not answered when `signal` aborts is not counted.
 */
export async function whoseFault(
  context: EngineContext,
  silence: Silence,
  ingress: IngressCheck,
  signal: AbortSignal,
): Promise<Finding> {
  if ((await ingress.prove()) === false) {
    return { fault: "ingress", fact: "nothing comes through our own public address" };
  }
  const { campaign, provider: providerName, destination } = silence;
  const provider = context.providers.get(providerName);
  if (provider?.lookup === undefined) return { fault: "unknown", fact: `${providerName} cannot be asked` };
  const questions = await context.store.resolve({
    worker: context.incarnation,
    provider: providerName,
    limit: SAMPLE,
    sample: { campaign, destination: destination === "" ? undefined : destination, olderThanMs: OVERDUE_MS },
  });
  return judge(providerName, await askAll(context, providerName, provider, questions, signal));
}

async function askAll(
  context: EngineContext,
  providerName: string,
  provider: Provider,
  questions: readonly ResolveQuestion[],
  signal: AbortSignal,
): Promise<readonly LookedUp[]> {
  const { runtime } = context;
  const size = Math.max(1, Math.min(AT_ONCE, provider.concurrency ?? AT_ONCE));
  const answers: LookedUp[] = [];
  for (let start = 0; start < questions.length && !signal.aborted; start += size) {
    const some = questions.slice(start, start + size);
    const since = runtime.now();
    const answered = some.map(async (question) => {
      answers.push(await askOne(context, providerName, provider, question, signal));
    });
    await Promise.all(answered);
    const slotsMs = provider.perSecond === undefined ? 0 : (some.length / provider.perSecond) * 1_000;
    const restMs = since + slotsMs - runtime.now();
    if (restMs > 0) await runtime.sleep(restMs, signal);
  }
  return answers;
}

function judge(provider: string, answers: readonly LookedUp[]): Finding {
  const known = answers.filter((answer) => answer !== "no-answer");
  const share = (what: LookedUp) => known.filter((answer) => answer === what).length / known.length;
  if (known.length < LEAST_ANSWERS)
    return { fault: "unknown", fact: `${provider} answered ${known.length} questions about them` };
  const counted = (what: LookedUp) => `${Math.round(share(what) * known.length)} of ${known.length}`;
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
