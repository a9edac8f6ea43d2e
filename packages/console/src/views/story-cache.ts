import { setTimeout as pause } from "node:timers/promises";
import type { CampaignStory, StoryLook } from "@relance/core";
import type { Ledger } from "@relance/spec";

/** Counting on takes this share of the time, until all is counted. */
const SHARE = 1 / 4;
/** Most pages of events at one look. */
const PAGES = 2;
/** Nobody who asks so long, and nothing is counted on. */
const WANTED_MS = 10_000;

interface Kept {
  readonly story: Promise<CampaignStory>;
  askedAt: number;
  /** The look at which all was counted last. */
  countedAt: Date | undefined;
  counting: Promise<void> | undefined;
}

/** What the events of campaigns tell, once for all who watch: counted from the first one on, told once all are counted. */
export class StoryCache {
  readonly #open: (campaign: number) => Promise<CampaignStory>;
  readonly #kept = new Map<number, Kept>();

  constructor(open: (campaign: number) => Promise<CampaignStory>) {
    this.#open = open;
  }

  /** When all was counted last, as the store's clock showed at that look. Absent = not yet, or it is not kept. */
  countedAt(campaign: number): Date | undefined {
    return this.#kept.get(campaign)?.countedAt;
  }

  /** Absent = it is still being counted. `at` is the time of the look. */
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

  #keep(campaign: number): Kept {
    let kept = this.#kept.get(campaign);
    if (kept === undefined) {
      kept = { story: this.#open(campaign), askedAt: 0, countedAt: undefined, counting: undefined };
      this.#kept.set(campaign, kept);
      kept.story.catch(() => this.#kept.delete(campaign));
    }
    return kept;
  }
}

/** Ends when all is counted, when nobody asks any more, or when the store fails for a moment: whoever asks next begins again. */
async function countOn(kept: Kept, story: CampaignStory, ledger: Ledger): Promise<void> {
  try {
    while (performance.now() - kept.askedAt < WANTED_MS) {
      const startedAt = performance.now();
      if (await story.look(ledger, 1)) return;
      await pause((performance.now() - startedAt) * (1 / SHARE - 1), undefined, { ref: false });
    }
  } catch {}
}
