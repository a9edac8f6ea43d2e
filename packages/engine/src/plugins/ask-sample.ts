import type { PluginHost, Provider, ResolveQuestion, SampleAnswer } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { createIngressCheck } from "../ingress/ingress-check.ts";
import { askOne } from "../record/look-up.ts";

const AT_ONCE = 10;

export function createSampleDesk(
  context: EngineContext,
): Pick<PluginHost, "ask"> & { canAsk(provider: string): boolean } {
  const { store, providers, incarnation } = context;
  const ingress = createIngressCheck(context);
  return {
    canAsk: (provider) => ingress.canProve || providers.get(provider)?.lookup !== undefined,
    async ask({ campaign, provider: name, destination, count, olderThanMs }, signal) {
      const isReachable = await ingress.prove();
      const provider = providers.get(name);
      if (isReachable === false || provider?.lookup === undefined) return { isReachable, answers: undefined };
      const sample = { campaign, destination, olderThanMs };
      const questions = await store.resolve({ worker: incarnation, provider: name, limit: count, sample });
      return { isReachable, answers: await askAll(context, name, provider, questions, signal) };
    },
  };
}

async function askAll(
  context: EngineContext,
  name: string,
  provider: Provider,
  questions: readonly ResolveQuestion[],
  signal: AbortSignal,
): Promise<readonly SampleAnswer[]> {
  const { runtime } = context;
  const size = Math.max(1, Math.min(AT_ONCE, provider.concurrency ?? AT_ONCE));
  const answers: SampleAnswer[] = [];
  for (let start = 0; start < questions.length && !signal.aborted; start += size) {
    const some = questions.slice(start, start + size);
    const since = runtime.now();
    const answered = some.map(async (question) => {
      answers.push(await askOne(context, name, provider, question, signal));
    });
    await Promise.all(answered);
    const slotsMs = provider.perSecond === undefined ? 0 : (some.length / provider.perSecond) * 1_000;
    const restMs = since + slotsMs - runtime.now();
    if (restMs > 0) await runtime.sleep(restMs, signal);
  }
  return answers;
}
