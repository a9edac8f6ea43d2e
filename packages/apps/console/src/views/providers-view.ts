import { addUp, isLive, type LiveFlow, type LiveLook } from "@relance/report";
import type { AttemptCount } from "@relance/spec";
import type { RelanceLike } from "relance";
import { type Section, toSections } from "../live/live-feed.ts";
import { type AttemptClass, NO_ATTEMPTS, type ProviderCard, type ProvidersSections } from "../wire/views.ts";
import type { LookCache } from "./look-cache.ts";

const EVERY_MS = 1_000;
const WORST = ["closed", "paused", "throttled", "open"] as const;

const urgency = ({ condition }: ProviderCard) => WORST.indexOf(condition);

export function providersView(gateway: RelanceLike, cache: LookCache): readonly Section[] {
  async function providers(): Promise<ProvidersSections["providers"]> {
    const look = await cache.look();
    const { processes } = await gateway.workers();
    const cards = new Map<string, ProviderCard>();
    for (const { ledger } of look.campaigns.filter((one) => isLive(one.ledger))) {
      for (const { provider, condition, causes } of await gateway.views.providers(ledger.campaign)) {
        const known = cards.get(provider) ?? empty(provider);
        const own = causes.map((cause) => ({ ...cause, campaign: ledger.name }));
        cards.set(provider, {
          ...known,
          condition: WORST.find((one) => one === known.condition || one === condition) ?? "open",
          causes: [...known.causes, ...own],
        });
      }
    }
    const named = look.campaigns.flatMap(({ ledger }) => ledger.attempts.map(({ provider }) => provider));
    const workers = processes.filter(({ role }) => role === "worker");
    for (const name of [...named, ...workers.flatMap((one) => one.providers)])
      if (!cards.has(name)) cards.set(name, empty(name));
    return {
      at: look.at,
      providers: [...cards.values()]
        .map((card) => withFigures(card, look, workers.filter((one) => one.providers.includes(card.provider)).length))
        .sort((a, b) => urgency(a) - urgency(b) || (a.provider < b.provider ? -1 : 1)),
    };
  }

  const empty = (provider: string): ProviderCard => ({
    provider,
    condition: "open",
    flow: undefined,
    hasReceipts: cache.hasReceipts(provider),
    workers: 0,
    attempts: NO_ATTEMPTS,
    causes: [],
  });

  return toSections({ providers: [EVERY_MS, providers] });
}

function withFigures(card: ProviderCard, look: LiveLook, workers: number): ProviderCard {
  const rows = look.campaigns.flatMap(({ ledger }) => ledger.attempts);
  const flows = look.campaigns.flatMap((one) => one.flows);
  const own = flows.filter(({ provider, destination }) => provider === card.provider && destination === "");
  return {
    ...card,
    workers,
    flow: added(own),
    attempts: attemptClasses(rows.filter(({ provider }) => provider === card.provider)),
  };
}

function added(flows: readonly LiveFlow[]): LiveFlow | undefined {
  const [first] = flows;
  if (first === undefined) return undefined;
  const total = (of: "accepted" | "received") =>
    first[of].map((_, cell) => addUp(flows.map((one) => one[of][cell] ?? 0)));
  return { ...first, accepted: total("accepted"), received: total("received") };
}

function attemptClasses(rows: readonly AttemptCount[]): Record<AttemptClass, number> {
  const sums = { ...NO_ATTEMPTS };
  for (const row of rows) if (row.state !== "submitting") sums[classifyAttempt(row)] += row.count;
  return sums;
}

function classifyAttempt({ state, evidence }: AttemptCount): AttemptClass {
  if (evidence === "delivered" || evidence === "engaged") return "delivered";
  if (evidence === "undelivered-temporary" || evidence === "undelivered-permanent") return evidence;
  if (state === "unresolved") return "uncertain";
  return state === "accepted" || state === "submitting" ? "unanswered" : state;
}
