import { FAILURES_IN_A_ROW, FAULT_MS } from "@relance/rules";
import type { ClosedProvider } from "@relance/spec";
import type { EngineContext } from "../../context.ts";

const TASK = "watch:breakers";
/** Another process goes on once this is over. */
const LEASE_MS = 15_000;
/**
 * It works again once it was not closed for as long as five closings last: one that half works has one incident, and not many.
 */
const CALM_MS = 5 * FAULT_MS;

/** Closings that are our own fault: a template in code that this process lacks, a price that is missing. */
const OURS = /^(?:template|config)\//;

/**
 * Says that the account of a provider refuses, or that it answers nobody, with every message that tries it in vain, and once
 * it has worked for a while. So it does where our own messages cannot be written.
 */
export interface Breakers {
  look(closed: readonly ClosedProvider[]): Promise<void>;
}

/** What was told of a provider. */
interface Told {
  readonly faults: number;
  /** Since when it is open again. */
  readonly openSince?: number | undefined;
}

export function createBreakers(context: EngineContext, owner: string): Breakers {
  const { store, runtime } = context;
  return {
    async look(closed) {
      const faulty = closed.filter(({ faults, reason }) => faults > 0 || OURS.test(reason));
      const { status, data } = await store.task({ name: TASK, owner, leaseMs: LEASE_MS });
      if (status !== "owned") return;
      const told = readTold(data);
      const next: Record<string, Told> = {};
      for (const one of faulty) {
        const { provider, faults } = one;
        const before = told[provider];
        if (faults === 0 && before === undefined) await sayUnwritten(context, one);
        else if (faults > 0 && (before?.faults !== faults || before.openSince !== undefined))
          await sayFaulty(context, one);
        next[provider] = { faults };
      }
      const now = runtime.now();
      for (const [provider, { faults, openSince = now }] of Object.entries(told)) {
        const before = next[provider];
        if (before !== undefined && (before.faults === 0) === (faults === 0)) continue;
        if (before !== undefined || now - openSince >= CALM_MS) await sayWell(context, provider, faults);
        else next[provider] = { faults, openSince };
      }
      const said = JSON.stringify(next);
      if (said !== (data ?? "{}")) await store.task({ name: TASK, owner, leaseMs: LEASE_MS, save: { data: said } });
    },
  };
}

function readTold(data: string | undefined): Readonly<Record<string, Told>> {
  try {
    return JSON.parse(data ?? "{}") as Readonly<Record<string, Told>>;
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

async function sayUnwritten({ store, log }: EngineContext, { provider, reason, until }: ClosedProvider): Promise<void> {
  const fact = `messages over ${provider} cannot be written: ${reason}`;
  const action = `nobody is sent to over it before it is tried again, at ${until.toISOString()}`;
  await store.incident({
    ...SUBJECT,
    kind: "unwritten",
    provider,
    change: "open",
    fact,
    action,
    did: "paused",
    figures: {},
  });
  log({ level: "warn", event: "incident.unwritten", facts: { provider, fact, action } });
}

async function sayWell({ store, log }: EngineContext, provider: string, faults: number): Promise<void> {
  const kind = faults === 0 ? "unwritten" : "breaker";
  const fact = faults === 0 ? `messages over ${provider} can be written` : `${provider} takes our messages again`;
  const action = "everybody is sent to over it as planned";
  await store.incident({ ...SUBJECT, kind, provider, change: "end", fact, action, did: "resumed" });
  log({ level: "info", event: `incident.ended`, facts: { provider, fact, action } });
}
