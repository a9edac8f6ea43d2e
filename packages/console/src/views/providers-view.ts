import { isLive, type LiveLook, type LiveSlice, readProviderStates, sumOf } from "@relance/core";
import type { GatewayLike } from "relance";
import { type Section, sectionsOf } from "../live/section.ts";
import type { ProviderCard, ProvidersSections } from "../wire/views.ts";
import { attemptClasses } from "./attempt-classes.ts";
import type { LookShelf } from "./look-shelf.ts";

const EVERY_MS = 1_000;
const WORST = ["closed", "paused", "throttled", "open"] as const;

/** What needs a hand stands first. */
const urgency = ({ condition }: ProviderCard) => WORST.indexOf(condition);

/** How each provider does over all campaigns that are shown. */
export function providersView(gateway: GatewayLike, shelf: LookShelf): readonly Section[] {
  const { store } = gateway.internals;

  async function providers(): Promise<ProvidersSections["providers"]> {
    const look = await shelf.look();
    const { processes } = await store.workers();
    const cards = new Map<string, ProviderCard>();
    for (const { ledger } of look.campaigns.filter((one) => isLive(one.ledger))) {
      for (const { provider, condition, causes } of await readProviderStates(store, ledger.campaign)) {
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
    perMinute: 0,
    slice: undefined,
    hasReceipts: shelf.hasReceipts(provider),
    workers: 0,
    attempts: attemptClasses([]),
    causes: [],
  });

  return sectionsOf({ providers: [EVERY_MS, providers] });
}

function withFigures(card: ProviderCard, look: LiveLook, workers: number): ProviderCard {
  const rows = look.campaigns.flatMap(({ ledger }) => ledger.attempts);
  const slices = look.campaigns.flatMap((one) => one.slices);
  const own = slices.filter(({ provider, part }) => provider === card.provider && part === "");
  const slice = added(own);
  return {
    ...card,
    workers,
    slice,
    perMinute: slice === undefined ? 0 : sumOf(slice.accepted.slice(-3, -1)),
    attempts: attemptClasses(rows.filter(({ provider }) => provider === card.provider)),
  };
}

/** The same provider in several campaigns. */
function added(slices: readonly LiveSlice[]): LiveSlice | undefined {
  const [first] = slices;
  if (first === undefined) return undefined;
  const total = (of: "accepted" | "received") =>
    first[of].map((_, cell) => sumOf(slices.map((one) => one[of][cell] ?? 0)));
  return { ...first, accepted: total("accepted"), received: total("received") };
}
