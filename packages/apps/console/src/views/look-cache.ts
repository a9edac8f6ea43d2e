import { setTimeout as pause } from "node:timers/promises";
import { type CampaignStory, isLive, type LiveLook, type ReportReceipts, type StoryLook } from "@relance/report";
import { type CampaignError, type CampaignFacts, deadlineText } from "@relance/report/views";
import type { Ledger, VendorComparison } from "@relance/spec";
import type { RelanceLike } from "relance";
import type { CampaignCard } from "../wire/views.ts";

const FRESH_MS = 800;
const FACTS_MS = 60_000;
const WANTED_MS = 10_000;
const MOST_OVER = 20;

export class LookCache {
  readonly #gateway: RelanceLike;
  readonly #read: (ledgers: readonly Ledger[]) => Promise<LiveLook>;
  readonly stories: StoryCache;
  readonly curves: Reads<readonly ReportReceipts[]>;
  readonly errors: Reads<readonly CampaignError[]>;
  readonly compared: Reads<readonly VendorComparison[]>;
  /** The plan, read again every minute, because a new version may have replaced it. */
  readonly facts: Reads<CampaignFacts>;
  /** The deadline as text from the campaign file; also as a time, if all recipients share it. */
  readonly deadlines: Reads<CampaignCard["deadline"]>;
  readonly #reporting = new Map<string, boolean>();
  #look: { readonly value: Promise<LiveLook>; readonly freshUntil: number } | undefined;
  readonly #wanted = new Map<number, number>();

  constructor(gateway: RelanceLike) {
    this.#gateway = gateway;
    const { views } = gateway;
    this.stories = new StoryCache((campaign) => views.story(campaign));
    this.curves = new Reads((campaign) => views.receipts(campaign), slowly);
    this.errors = new Reads((campaign) => views.errors(campaign), slowly);
    this.compared = new Reads((campaign) => views.compared(campaign), slowly);
    this.facts = new Reads(
      async (campaign) => {
        const facts = await views.facts(campaign);
        for (const { provider, receipts } of facts.plan.steps.flatMap(({ route }) => route))
          this.#reporting.set(provider, receipts);
        return facts;
      },
      () => FACTS_MS,
    );
    this.deadlines = new Reads(
      async (campaign) => {
        const { deadline, timezone = "UTC" } = (await this.facts.of(campaign)).definition;
        const isColumn = typeof deadline !== "string";
        const at = isColumn ? undefined : await views.firstDeadline(campaign);
        return { text: deadlineText(deadline), isColumn, at, timezone };
      },
      // no time is known until a recipient is enrolled
      (_, { isColumn, at }) => (isColumn || at !== undefined ? FACTS_MS : LEAST_MS),
    );
    this.#read = views.live(this.hasReceipts);
  }

  /** Returns all running campaigns, the campaigns that ended last, and `campaign` if it exists. */
  look(campaign?: number): Promise<LiveLook> {
    const now = performance.now();
    const isMissing = campaign !== undefined && !this.#wanted.has(campaign);
    if (campaign !== undefined) this.#wanted.set(campaign, now);
    if (this.#look !== undefined && now < this.#look.freshUntil && !isMissing) return this.#look.value;
    this.#look = { value: this.#readLook(), freshUntil: now + FRESH_MS };
    return this.#look.value;
  }

  async #readLook(): Promise<LiveLook> {
    const ledgers = await this.#gateway.campaigns.ledgers();
    const over = ledgers.filter((ledger) => !isLive(ledger)).slice(-MOST_OVER);
    for (const [campaign, askedAt] of this.#wanted)
      if (performance.now() - askedAt > WANTED_MS) this.#wanted.delete(campaign);
    const shown = ledgers.filter(
      (ledger) => isLive(ledger) || over.includes(ledger) || this.#wanted.has(ledger.campaign),
    );
    for (const { campaign } of shown) await this.facts.of(campaign);
    return this.#read(shown.toReversed());
  }

  readonly hasReceipts = (provider: string): boolean => this.#reporting.get(provider) ?? false;
}

/** Slow reads take at most this share of the time. */
const SHARE = 1 / 100;
const LEAST_MS = 2_000;

const slowly = (tookMs: number): number => Math.max(LEAST_MS, tookMs / SHARE);

/** Reads facts about campaigns for all visitors. If a read fails, the next request repeats it. */
class Reads<T> {
  readonly #read: (campaign: number) => Promise<T>;
  readonly #freshFor: (tookMs: number, value: T) => number;
  readonly #known = new Map<number, { readonly value: Promise<T>; freshUntil: number }>();

  constructor(read: (campaign: number) => Promise<T>, freshFor: (tookMs: number, value: T) => number) {
    this.#read = read;
    this.#freshFor = freshFor;
  }

  of(campaign: number): Promise<T> {
    const now = performance.now();
    const known = this.#known.get(campaign);
    if (known !== undefined && now < known.freshUntil) return known.value;
    const reading = { value: this.#read(campaign), freshUntil: Number.POSITIVE_INFINITY };
    this.#known.set(campaign, reading);
    reading.value.then(
      (value) => {
        reading.freshUntil = now + this.#freshFor(performance.now() - now, value);
      },
      () => this.#known.delete(campaign),
    );
    return reading.value;
  }
}

/** The share of time spent on counting, until all events are counted. */
const COUNTING_SHARE = 1 / 4;
const PAGES = 2;

interface CountedStory {
  readonly story: Promise<CampaignStory>;
  askedAt: number;
  countedAt: Date | undefined;
  counting: Promise<void> | undefined;
}

class StoryCache {
  readonly #open: (campaign: number) => Promise<CampaignStory>;
  readonly #kept = new Map<number, CountedStory>();

  constructor(open: (campaign: number) => Promise<CampaignStory>) {
    this.#open = open;
  }

  countedAt(campaign: number): Date | undefined {
    return this.#kept.get(campaign)?.countedAt;
  }

  /** Returns the story; `undefined` until all events are counted. `at` is the time of the ledger. */
  async of(ledger: Ledger, at: Date): Promise<StoryLook | undefined> {
    const kept = this.#keep(ledger.campaign);
    kept.askedAt = performance.now();
    const story = await kept.story;
    if (kept.counting === undefined) {
      if (await story.look(ledger, PAGES)) kept.countedAt = at;
      else
        kept.counting ??= countOn(kept, story, ledger).finally(() => {
          kept.counting = undefined;
        });
    }
    return story.latest;
  }

  #keep(campaign: number): CountedStory {
    let kept = this.#kept.get(campaign);
    if (kept === undefined) {
      kept = { story: this.#open(campaign), askedAt: 0, countedAt: undefined, counting: undefined };
      this.#kept.set(campaign, kept);
      kept.story.catch(() => this.#kept.delete(campaign));
    }
    return kept;
  }
}

/** Counts until all events are counted, until no page needs the result, or until the store fails. */
async function countOn(kept: CountedStory, story: CampaignStory, ledger: Ledger): Promise<void> {
  try {
    while (performance.now() - kept.askedAt < WANTED_MS) {
      const startedAt = performance.now();
      if (await story.look(ledger, 1)) return;
      await pause((performance.now() - startedAt) * (1 / COUNTING_SHARE - 1), undefined, { ref: false });
    }
  } catch {}
}
