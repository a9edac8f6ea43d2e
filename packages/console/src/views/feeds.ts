import type { GatewayLike } from "relance";
import { LiveFeed } from "../live/live-feed.ts";
import type { Section } from "../live/section.ts";
import { campaignView } from "./campaign-view.ts";
import { campaignsView } from "./campaigns-view.ts";
import { DeadlineShelf } from "./deadline-shelf.ts";
import { LookShelf } from "./look-shelf.ts";
import { providersView } from "./providers-view.ts";
import { webhooksView } from "./webhooks-view.ts";

/** Views that are kept; each costs nothing while nobody watches it. */
const MOST_FEEDS = 200;
const CAMPAIGN = /^campaign:(\d{1,9})$/;

/** One feed for each view, shared by all who watch it. */
export class Feeds {
  readonly #gateway: GatewayLike;
  readonly #shelf: LookShelf;
  readonly #deadlines: DeadlineShelf;
  readonly #feeds = new Map<string, LiveFeed>();
  readonly #most: number;

  /** Keeps `most` feeds; of those that nobody watches the oldest goes first. */
  constructor(gateway: GatewayLike, most: number = MOST_FEEDS) {
    this.#gateway = gateway;
    this.#most = most;
    this.#shelf = new LookShelf(gateway);
    this.#deadlines = new DeadlineShelf(this.#shelf);
  }

  /** The feed of `campaigns`, `campaign:1`, `providers` or `webhooks`; absent = there is no such view. */
  async of(view: string): Promise<LiveFeed | undefined> {
    const known = this.#feeds.get(view);
    if (known !== undefined) return known;
    const sections = this.#sectionsOf(view);
    if (sections === undefined) return undefined;
    if (!(await this.#exists(view))) return undefined;
    const sooner = this.#feeds.get(view); // somebody has asked for the same in the meantime
    if (sooner !== undefined) return sooner;
    if (this.#feeds.size >= this.#most) this.#letGo();
    const feed = new LiveFeed(sections);
    this.#feeds.set(view, feed);
    return feed;
  }

  async #exists(view: string): Promise<boolean> {
    const [, campaign] = CAMPAIGN.exec(view) ?? [];
    if (campaign === undefined) return true;
    // a store that fails for a moment: the feed opens, and tells once the store answers again
    const found = await this.#gateway.internals.store.count(Number(campaign)).catch(() => undefined);
    return found === undefined || found.length > 0;
  }

  /** The oldest that nobody watches; else the oldest, and whoever watches it keeps it. */
  #letGo(): void {
    const [oldest] = this.#feeds.keys();
    const [idle = oldest] = [...this.#feeds].flatMap(([view, { isWatched }]) => (isWatched ? [] : [view]));
    if (idle !== undefined) this.#feeds.delete(idle);
  }

  #sectionsOf(view: string): readonly Section[] | undefined {
    if (view === "campaigns") return campaignsView(this.#shelf, this.#deadlines);
    if (view === "providers") return providersView(this.#gateway, this.#shelf);
    if (view === "webhooks") return webhooksView(this.#gateway, this.#shelf);
    const [, campaign] = CAMPAIGN.exec(view) ?? [];
    if (campaign === undefined) return undefined;
    return campaignView(this.#gateway, this.#shelf, this.#deadlines, Number(campaign));
  }
}
