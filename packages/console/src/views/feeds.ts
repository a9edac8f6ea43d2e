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

/** One feed for each view, shared by all who watch it. */
export class Feeds {
  readonly #gateway: GatewayLike;
  readonly #shelf: LookShelf;
  readonly #deadlines: DeadlineShelf;
  readonly #feeds = new Map<string, LiveFeed>();

  constructor(gateway: GatewayLike) {
    this.#gateway = gateway;
    this.#shelf = new LookShelf(gateway);
    this.#deadlines = new DeadlineShelf(this.#shelf);
  }

  /** The feed of `campaigns`, `campaign:1`, `providers` or `webhooks`; absent = there is no such view. */
  of(view: string): LiveFeed | undefined {
    const known = this.#feeds.get(view);
    if (known !== undefined) return known;
    const sections = this.#sectionsOf(view);
    if (sections === undefined) return undefined;
    if (this.#feeds.size >= MOST_FEEDS) this.#feeds.clear(); // whoever watches keeps its own
    const feed = new LiveFeed(sections);
    this.#feeds.set(view, feed);
    return feed;
  }

  #sectionsOf(view: string): readonly Section[] | undefined {
    if (view === "campaigns") return campaignsView(this.#shelf, this.#deadlines);
    if (view === "providers") return providersView(this.#gateway, this.#shelf);
    if (view === "webhooks") return webhooksView(this.#gateway, this.#shelf);
    const [, campaign] = /^campaign:(\d{1,9})$/.exec(view) ?? [];
    if (campaign === undefined) return undefined;
    return campaignView(this.#gateway, this.#shelf, this.#deadlines, Number(campaign));
  }
}
