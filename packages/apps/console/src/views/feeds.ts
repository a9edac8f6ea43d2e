import { isLive, ledgerSums } from "@relance/report";
import type { IncidentRow, LiveProcess } from "@relance/spec";
import type { RelanceLike } from "relance";
import { partsOf } from "relance/parts";
import { LiveFeed, type Section, toSections } from "../live/live-feed.ts";
import type { CampaignCard, CampaignSections, CampaignsSections, WebhooksSections } from "../wire/views.ts";
import { campaignCard, findLive, incidentCards } from "./campaign-card.ts";
import { LookCache } from "./look-cache.ts";
import { providersView } from "./providers-view.ts";

/** The maximum number of feeds in memory. A feed without pages reads nothing. */
const MOST_FEEDS = 200;
const CAMPAIGN = /^campaign:(\d{1,9})$/;

/** Creates one feed per view, which all visitors share. */
export class Feeds {
  readonly #gateway: RelanceLike;
  readonly #cache: LookCache;
  readonly #feeds = new Map<string, LiveFeed>();
  readonly #most: number;

  constructor(gateway: RelanceLike, most: number = MOST_FEEDS) {
    this.#gateway = gateway;
    this.#most = most;
    this.#cache = new LookCache(gateway);
  }

  /** Returns the feed of `campaigns`, `campaign:1`, `providers` or `webhooks`; `undefined` for any other view. */
  async of(view: string): Promise<LiveFeed | undefined> {
    const known = this.#feeds.get(view);
    if (known !== undefined) return known;
    const sections = this.#sectionsOf(view);
    if (sections === undefined || !(await this.#exists(view))) return undefined;
    const sooner = this.#feeds.get(view); // another request may have created the feed during the read
    if (sooner !== undefined) return sooner;
    if (this.#feeds.size >= this.#most) this.#letGo();
    const feed = new LiveFeed(sections);
    this.#feeds.set(view, feed);
    return feed;
  }

  async #exists(view: string): Promise<boolean> {
    const [, campaign] = CAMPAIGN.exec(view) ?? [];
    if (campaign === undefined) return true;
    // if the store fails, the feed opens without values, and sends values later
    const found = await this.#gateway.campaigns.ledgers().catch(() => undefined);
    return found?.some((ledger) => ledger.campaign === Number(campaign)) ?? true;
  }

  #letGo(): void {
    const [oldest] = this.#feeds.keys();
    const [idle = oldest] = [...this.#feeds].flatMap(([view, { isWatched }]) => (isWatched ? [] : [view]));
    if (idle !== undefined) this.#feeds.delete(idle);
  }

  #sectionsOf(view: string): readonly Section[] | undefined {
    if (view === "campaigns") return campaignsView(this.#cache);
    if (view === "providers") return providersView(this.#gateway, this.#cache);
    if (view === "webhooks") return webhooksView(this.#gateway, this.#cache);
    const [, campaign] = CAMPAIGN.exec(view) ?? [];
    if (campaign === undefined) return undefined;
    return campaignView(this.#gateway, this.#cache, Number(campaign));
  }
}

const EVERY_MS = 1_000;

function campaignsView(cache: LookCache): readonly Section[] {
  async function list(): Promise<CampaignsSections["list"]> {
    const look = await cache.look();
    const campaigns: CampaignCard[] = [];
    for (const live of look.campaigns) {
      const { campaign } = live.ledger;
      const isMoving = live.perMinute > 0 || live.ledger.states.active > 0;
      campaigns.push(
        campaignCard(live, {
          incidents: look.incidents,
          curves: isMoving ? await cache.curves.of(campaign) : [],
          deadline: await cache.deadlines.of(campaign),
        }),
      );
    }
    const ofNone = look.incidents.filter(({ campaign }) => campaign === 0);
    return { at: look.at, campaigns, incidents: incidentCards(ofNone, undefined) };
  }
  return toSections({ list: [EVERY_MS, list] });
}

const SOON_MS = 500;
const SLOWLY_MS = 2_000;

const NOTHING = { countedAt: undefined, card: undefined, ledger: undefined, sums: undefined, flows: [], route: [] };

function campaignView(gateway: RelanceLike, cache: LookCache, campaign: number): readonly Section[] {
  async function now(): Promise<CampaignSections["now"]> {
    const look = await cache.look(campaign);
    const live = findLive(look, campaign);
    if (live === undefined) return { ...NOTHING, at: look.at };
    const { plan } = await cache.facts.of(campaign);
    const card = campaignCard(live, {
      incidents: look.incidents,
      curves: await cache.curves.of(campaign),
      deadline: await cache.deadlines.of(campaign),
    });
    const { ledger, flows } = live;
    const route = plan.steps.map(({ route: all }, k) => ({
      step: k + 1,
      providers: all.map(({ provider }) => provider),
    }));
    const countedAt = cache.stories.countedAt(campaign);
    return { at: look.at, countedAt, card, ledger, sums: ledgerSums(ledger), flows, route };
  }

  async function incidents(): Promise<CampaignSections["incidents"]> {
    const ledger = findLive(await cache.look(campaign), campaign)?.ledger;
    const all = await Array.fromAsync(gateway.incidents({ campaign }));
    // open incidents precede ended ones; within each group, the latest incident is first
    const isOpen = (one: IncidentRow) => Number(one.endedAt === undefined);
    all.sort((a, b) => isOpen(b) - isOpen(a) || b.id - a.id);
    return all.flatMap((one) => incidentCards([one], one.campaign === campaign ? ledger : undefined));
  }

  async function story(): Promise<CampaignSections["story"]> {
    const look = await cache.look(campaign);
    const live = findLive(look, campaign);
    return live && cache.stories.of(live.ledger, look.at);
  }

  return toSections({
    now: [EVERY_MS, now],
    incidents: [SOON_MS, incidents],
    providers: [SLOWLY_MS, () => gateway.views.providers(campaign)],
    compared: [SLOWLY_MS, () => cache.compared.of(campaign)],
    story: [SLOWLY_MS, story],
    errors: [SLOWLY_MS, () => cache.errors.of(campaign)],
    curves: [SLOWLY_MS, () => cache.curves.of(campaign)],
  });
}

function webhooksView(gateway: RelanceLike, cache: LookCache): readonly Section[] {
  async function incoming(): Promise<WebhooksSections["incoming"]> {
    const look = await cache.look();
    const lastReportAt = new Map<string, Date>();
    const downtime = new Map<string, Date>();
    const reporting = new Set<string>();
    let isCounted = true;
    // running campaigns precede ended ones
    const liveFirst = look.campaigns.toSorted((a, b) => Number(isLive(b.ledger)) - Number(isLive(a.ledger)));
    for (const { ledger, flows } of liveFirst) {
      const providers = [...ledger.attempts, ...flows].map(({ provider }) => provider).filter(cache.hasReceipts);
      for (const provider of providers) reporting.add(provider);
      if (!isLive(ledger) && providers.every((provider) => lastReportAt.has(provider))) continue;
      const story = await cache.stories.of(ledger, look.at);
      isCounted &&= story !== undefined;
      for (const [provider, at] of Object.entries(story?.lastReportAt ?? {})) {
        const known = lastReportAt.get(provider);
        if (known === undefined || known < at) lastReportAt.set(provider, at);
      }
      if (!isLive(ledger)) continue;
      for (const [provider, since] of await gateway.views.receiversDown(ledger.campaign)) downtime.set(provider, since);
    }
    const { processes } = await gateway.workers();
    const receivers = processes.filter(({ role }) => role === "receiver");
    return {
      at: look.at,
      isCounted,
      providers: [...reporting]
        .sort()
        .map((provider) => ({ provider, lastReportAt: lastReportAt.get(provider), downSince: downtime.get(provider) })),
      refused: refusals(receivers),
      receivers: receivers.length,
    };
  }

  return toSections({
    incoming: [SLOWLY_MS, incoming],
    plugins: [SLOWLY_MS, () => partsOf(gateway).engine.plugins.findings()],
  });
}

function refusals(receivers: readonly LiveProcess[]): WebhooksSections["incoming"]["refused"] {
  const known = new Map<string, { count: number; processes: number }>();
  for (const [code, count] of receivers.flatMap(({ refused }) => Object.entries(refused))) {
    const before = known.get(code) ?? { count: 0, processes: 0 };
    known.set(code, { count: before.count + count, processes: before.processes + 1 });
  }
  return [...known].map(([code, facts]) => ({ code, ...facts })).sort((a, b) => b.count - a.count);
}
