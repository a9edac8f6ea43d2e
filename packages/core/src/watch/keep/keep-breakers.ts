import { FAILURES_IN_A_ROW } from "@relance/rules";
import type { ClosedProvider } from "@relance/spec";
import type { EngineContext } from "../../context.ts";

const TASK = "watch:breakers";
/** Another process goes on once this is over. */
const LEASE_MS = 15_000;

/**
 * Says that the account of a provider refuses, or that it answers nobody, with every message that tries it in vain, and once
 * it works again.
 */
export interface Breakers {
  look(closed: readonly ClosedProvider[]): Promise<void>;
}

/** Faults told of, by provider. */
type Told = Readonly<Record<string, number>>;

export function createBreakers(context: EngineContext, owner: string): Breakers {
  const { store } = context;
  return {
    async look(closed) {
      const faulty = closed.filter(({ faults }) => faults > 0);
      const { status, data } = await store.task({ name: TASK, owner, leaseMs: LEASE_MS });
      if (status !== "owned") return;
      const told = readTold(data);
      for (const one of faulty) if (one.faults !== told[one.provider]) await sayFaulty(context, one);
      const isFaulty = new Set(faulty.map(({ provider }) => provider));
      for (const provider of Object.keys(told)) if (!isFaulty.has(provider)) await sayWell(context, provider);
      const now = JSON.stringify(
        Object.fromEntries(faulty.map(({ provider, faults }) => [provider, faults])),
      );
      if (now !== (data ?? "{}"))
        await store.task({ name: TASK, owner, leaseMs: LEASE_MS, save: { data: now } });
    },
  };
}

function readTold(data: string | undefined): Told {
  try {
    return JSON.parse(data ?? "{}") as Told;
  } catch {
    return {};
  }
}

const SUBJECT = { campaign: 0, kind: "breaker", part: "", actor: "watch" } as const;

async function sayFaulty(
  { store, log }: EngineContext,
  { provider, reason, until, faults, answersNobody }: ClosedProvider,
): Promise<void> {
  const fact = answersNobody
    ? `${provider} answers nobody: at least the last ${FAILURES_IN_A_ROW} messages failed, now with ${reason}`
    : `${provider} refuses our account: ${reason}`;
  const action = `nobody is sent to over it before one message has tried it, from ${until.toISOString()} on`;
  await store.incident({
    ...SUBJECT,
    provider,
    change: "open",
    fact,
    action,
    did: faults === 1 ? "paused" : "probed",
    figures: { faults },
  });
  log({ level: "warn", event: `incident.breaker`, facts: { provider, fact, action } });
}

async function sayWell({ store, log }: EngineContext, provider: string): Promise<void> {
  const fact = `${provider} takes our messages again`;
  const action = "everybody is sent to over it as planned";
  await store.incident({ ...SUBJECT, provider, change: "end", fact, action, did: "resumed" });
  log({ level: "info", event: `incident.ended`, facts: { provider, fact, action } });
}
