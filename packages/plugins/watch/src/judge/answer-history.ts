import type { Ledger, PluginHost } from "@relance/spec";
import type { AnswerCount } from "../judge-acknowledgements.ts";
import { keep, readStored } from "../stored-values.ts";
import type { AnswerFlow } from "./answer-book.ts";

const MOST_CAMPAIGNS = 8;
const MOST_NAMES = 100;

type Counts = Readonly<Record<string, readonly (readonly [campaign: number, people: number, answered: number])[]>>;

/** The answers to earlier campaigns by provider, stored for all campaigns. */
export interface AnswerHistory {
  need(providers: readonly string[]): Promise<void>;
  earlier(ledger: Ledger, flow: AnswerFlow): readonly AnswerCount[];
  keep(ledger: Ledger, counts: ReadonlyMap<AnswerFlow, AnswerCount>): Promise<void>;
}

export function createAnswerHistory(host: PluginHost): AnswerHistory {
  const known = new Map<string, Counts>();

  return {
    async need(providers) {
      for (const provider of new Set(providers)) {
        if (known.has(provider)) continue;
        known.set(provider, (await readStored<Counts>(host, historyKey(provider))) ?? {});
      }
    },
    earlier: (ledger, flow) =>
      (known.get(flow.provider)?.[flowName(ledger, flow)] ?? [])
        .filter(([campaign]) => campaign !== ledger.campaign)
        .map(([, people, answered]) => ({ people, answered })),
    async keep(ledger, counts) {
      for (const provider of new Set([...counts.keys()].map((flow) => flow.provider))) {
        const kept: Record<string, Counts[string]> = { ...(await readStored<Counts>(host, historyKey(provider))) };
        for (const [flow, { people, answered }] of counts) {
          if (flow.provider !== provider) continue;
          const name = flowName(ledger, flow);
          const others = (kept[name] ?? []).filter(([campaign]) => campaign !== ledger.campaign);
          delete kept[name]; // the oldest campaign comes first in `kept`, and is removed first
          kept[name] = [...others, [ledger.campaign, people, answered] as const].slice(-MOST_CAMPAIGNS);
        }
        const latest = Object.fromEntries(Object.entries(kept).slice(-MOST_NAMES));
        known.set(provider, latest);
        await host.tables.run([keep(historyKey(provider), latest)]);
      }
    },
  };
}

function historyKey(provider: string): string {
  return `answers:${provider}`;
}

function flowName({ tenant, name }: Ledger, { age, channel, step }: AnswerFlow): string {
  return `${age} ${channel} ${step} ${tenant}/${name}`;
}
