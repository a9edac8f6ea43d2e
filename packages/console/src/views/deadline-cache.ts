import type { CampaignCard } from "../wire/views.ts";
import { deadlineText } from "./campaign-card.ts";
import type { LookCache } from "./look-cache.ts";

/** Deadlines as they are told: by the file's words, and as an instant where everybody has the same. Read once a campaign. */
export class DeadlineCache {
  readonly #cache: LookCache;
  readonly #known = new Map<number, CampaignCard["deadline"]>();

  constructor(cache: LookCache) {
    this.#cache = cache;
  }

  async of(campaign: number): Promise<CampaignCard["deadline"]> {
    const known = this.#known.get(campaign);
    if (known !== undefined) return known;
    const { definition } = await this.#cache.facts(campaign);
    const { deadline, timezone = "UTC" } = definition;
    const text = deadlineText(deadline);
    const isColumn = typeof deadline !== "string";
    if (isColumn) return this.#keep(campaign, { text, isColumn, at: undefined, timezone });
    const at = await this.#cache.firstDeadline(campaign);
    // nobody is enrolled yet: asked again
    return at === undefined ? { text, isColumn, at, timezone } : this.#keep(campaign, { text, isColumn, at, timezone });
  }

  #keep(campaign: number, deadline: CampaignCard["deadline"]): CampaignCard["deadline"] {
    this.#known.set(campaign, deadline);
    return deadline;
  }
}
