import {
  contactDigests,
  type EngineContext,
  isLive,
  type Needs,
  type ProviderState,
  personKey,
  readProviderStates,
} from "@relance/engine";
import {
  allRows,
  type CampaignDefinition,
  channels,
  type ErrorCount,
  type IncidentRow,
  type Instant,
  type Ledger,
  type Page,
  type Plan,
  type ReceiptRow,
  type Recipient,
  type RecipientRow,
  RelanceError,
  type ReplyRow,
  readIncidents,
  type Store,
  toDate,
  type VendorComparison,
} from "@relance/spec";
import { CampaignStory } from "../campaign-story.ts";
import { LiveBins, type LiveCampaign, type LiveLook, liveFlows, ratePerMinute } from "../live.ts";
import { readReceiptCurves } from "../receipt-curves.ts";
import type { ReportReceipts } from "../report.ts";
import { readIncidentsMet } from "./incidents-met.ts";
import { type UnreachedPage, unreachedPage } from "./list-unreached.ts";
import { type PersonMessage, readMessages } from "./person-messages.ts";
import { type VendorAddresses, vendorAddresses } from "./vendor-addresses.ts";

/** The maximum number of recipients that a search for one contact returns. */
const MOST_FOUND = 50;
const REPLIES_PAGE = 500;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export interface CampaignFacts {
  readonly plan: Plan;
  readonly definition: CampaignDefinition;
}

export interface CampaignViews {
  /** True if this gateway captures every message (`delivery: "capture"`), so that no receipts arrive. */
  readonly isCapture: boolean;
  facts(campaign: number): Promise<CampaignFacts>;
  /** Incidents of the campaign, and incidents of its providers that belong to no campaign, the oldest first. */
  incidents(campaign: number): Promise<readonly IncidentRow[]>;
  /** The receipts of each provider over time, with the expected range. Reads no recipients. */
  receipts(campaign: number): Promise<readonly ReportReceipts[]>;
  errors(campaign: number): Promise<readonly CampaignError[]>;
  /** Creates a reader of the campaign's history. Later calls of the reader read only new events. */
  story(campaign: number): Promise<CampaignStory>;
  /** Creates a reader of current campaigns: their ledgers, message flows and open incidents. Never reads recipients. */
  live(hasReceipts: (provider: string) => boolean): (ledgers: readonly Ledger[]) => Promise<LiveLook>;
  providers(campaign: number): Promise<readonly ProviderState[]>;
  compared(campaign: number): Promise<readonly VendorComparison[]>;
  /** The campaign's providers without a running process that receives their receipts, and the time since when. */
  receiversDown(campaign: number): Promise<ReadonlyMap<string, Instant>>;
  /** Replies of all campaigns, and replies without a recipient, oldest first. `doubtful` selects possible opt-outs. */
  replies(filter?: { readonly doubtful?: boolean | undefined }): AsyncIterable<ReplyRow>;
  /** URLs to enter in the vendors' settings. Keep them secret: some providers accept any report sent there. */
  vendorAddresses(): readonly VendorAddresses[];
  now(): Promise<Instant>;
  /** The deadline of the first enrolled recipient, often the deadline of all recipients; absent without recipients. */
  firstDeadline(campaign: number): Promise<Instant | undefined>;
  /** A page of unreached recipients, the most urgent first, or with one `cause`. The last page has no cursor. */
  unreached(campaign: number, page: UnreachedPage): Promise<Page<RecipientRow>>;
  /** The latest 200 receipts for one recipient's messages, oldest first; with raw requests if `withRequests` is set. */
  readReceipts(person: Recipient, options?: { readonly withRequests?: boolean }): Promise<readonly ReceiptRow[]>;
  /** The messages to one recipient, rendered again. The caller must first record its access to personal data. */
  messages(person: Recipient): Promise<readonly PersonMessage[]>;
  /** Recipients with this key or with this address (a phone number in E.164, or a mailbox). */
  find(campaign: number, keyOrAddress: string): Promise<readonly RecipientRow[]>;
}

/** Creates the views of an engine. */
export function createCampaignViews(context: EngineContext): CampaignViews {
  const { store } = context;

  async function facts(campaign: number): Promise<CampaignFacts> {
    const { stored, compiled } = await context.versions.latest(campaign);
    return { plan: stored.plan, definition: compiled.definition };
  }

  const isCapture = !isLive(context);
  return {
    isCapture,
    facts,
    async incidents(campaign) {
      const { plan } = await facts(campaign);
      const { events } = await store.events({ campaign, limit: 1 });
      return readIncidentsMet(store, campaign, { plan, startedAt: events[0]?.at.getTime() });
    },
    async receipts(campaign) {
      const { plan } = await facts(campaign);
      const incidents = await Array.fromAsync(readIncidents(store, { campaign }));
      const { rows: minutes, now: madeAt } = await store.bins({ campaign, since: 0, grainMs: MINUTE_MS });
      const providers = minutes.map(({ provider }) => provider);
      const insight = await context.plugins.insight(campaign, providers);
      return readReceiptCurves(store, campaign, { plan, insight, incidents, minutes, madeAt });
    },
    errors: (campaign) => readErrors(context, campaign),
    story: async (campaign) => new CampaignStory(store, campaign, { plan: (await facts(campaign)).plan, isCapture }),
    live: (hasReceipts) => createLiveReader(store, hasReceipts),
    providers: (campaign) => readProviderStates(store, campaign),
    async compared(campaign) {
      const { plan } = await facts(campaign);
      return plan.explore === undefined ? [] : ((await context.plugins.insight(campaign, []))?.compared ?? []);
    },
    async receiversDown(campaign) {
      const since = context.runtime.now() - DAY_MS; // reads only enrollments that are open or ended within a day
      const { downtime } = await store.bins({ campaign, since, until: since });
      const open = downtime.filter(({ to }) => to === undefined);
      return new Map(open.map(({ provider, from }) => [provider, toDate(from)]));
    },
    replies: ({ doubtful } = {}) => allRows((cursor) => store.replies({ doubtful, cursor, limit: REPLIES_PAGE })),
    vendorAddresses: () => vendorAddresses(context),
    now: async () => toDate(await store.now()),
    firstDeadline: async (campaign) => (await store.list({ campaign, limit: 1 })).rows[0]?.deadline,
    unreached: (campaign, page) => unreachedPage(store, campaign, page),
    async readReceipts({ enrollment }, { withRequests } = {}) {
      const receipts = withRequests === true ? "with-requests" : "without-requests";
      return (await store.read({ enrollment }, { receipts }))?.receipts ?? [];
    },
    messages: (person) => readMessages(context, person),
    async find(campaign, keyOrAddress) {
      const text = keyOrAddress.trim();
      const byKey = await store.list({ campaign, key: personKey(text) ?? text, limit: MOST_FOUND });
      const found = new Map(byKey.rows.map((row) => [row.enrollment, row]));
      const { definition } = await facts(campaign);
      for (const digest of digestTexts(context, text, definition.audience?.country)) {
        const { rows } = await store.list({ campaign, digest, limit: MOST_FOUND });
        for (const row of rows) found.set(row.enrollment, row);
      }
      return [...found.values()];
    },
  };
}

/** Returns the hashes of an address; empty if the text is not an address. */
function digestTexts(context: EngineContext, text: string, country: string | undefined): readonly string[] {
  return channels().flatMap((channel) => {
    try {
      return contactDigests(context, channel, context.options.readAddress(channel, text, country));
    } catch (error) {
      if (RelanceError.is(error)) return [];
      throw error;
    }
  });
}

export interface CampaignError extends ErrorCount {
  /** The meaning of relance's error code; if relance has no code, the provider's explanation. */
  readonly meaning: string | undefined;
}

async function readErrors(context: Needs<"store" | "providers">, campaign: number): Promise<readonly CampaignError[]> {
  const { store, providers } = context;
  const [ledger] = await store.count(campaign, { errors: true });
  return (ledger?.errors ?? []).map((error) => ({ ...error, meaning: explainCode(error) }));

  function explainCode({ provider, code, vendorCode }: ErrorCount): string | undefined {
    // the vendor's code was unknown when this message failed; the current table may contain the code
    if (code !== undefined && code !== "provider/refused") return code;
    const known = vendorCode === undefined ? undefined : providers.get(provider)?.meaningOf?.(vendorCode);
    return known ?? code;
  }
}

/** Creates a function that reads the status of campaigns from counters and incidents, and reads no recipients. */
export function createLiveReader(
  store: Store,
  hasReceipts: (provider: string) => boolean,
): (ledgers: readonly Ledger[]) => Promise<LiveLook> {
  const bins = new LiveBins(store);
  return async (ledgers) => {
    const shown = new Set([0, ...ledgers.map(({ campaign }) => campaign)]);
    const open = await Array.fromAsync(readIncidents(store, { open: true }));
    const incidents = open.filter(({ campaign }) => shown.has(campaign));
    const campaigns: LiveCampaign[] = [];
    for (const ledger of ledgers) {
      const { rows, now } = await bins.lately(ledger.campaign);
      const own = incidents.filter(({ campaign }) => campaign === ledger.campaign);
      const flows = liveFlows(rows, now, { hasReceipts, incidents: own });
      campaigns.push({ ledger, flows, perMinute: ratePerMinute(rows, now) });
    }
    return { at: toDate(await store.now()), campaigns, incidents };
  };
}
