import { compilePlan, numberRows, type ProviderFacts } from "@relance/campaign";
import { retentionFor } from "@relance/rules";
import {
  type Channel,
  ConfigError,
  isBilledBySegments,
  type LoadedCampaign,
  meant,
  type Plan,
  type PriceList,
  parseDuration,
  type RawRow,
  type RetainMs,
} from "@relance/spec";
import { type PlannedLinks, TextCounter } from "./count-texts.ts";
import type { CampaignForecast, ForecastProvider, ForecastStep } from "./forecast.ts";
import { type Gathered, gatherPeople } from "./gather-people.ts";
import { type LatestStarts, latestStarts } from "./latest-starts.ts";
import { listWarnings } from "./list-warnings.ts";
import type { RateOf } from "./queues.ts";
import { type Sent, sendForward } from "./send-forward.ts";

export interface PlannedProvider extends ProviderFacts {
  /** Maximum messages per second; absent if the limit is unknown. */
  readonly perSecond?: number | undefined;
  /** Timeout of one send, in milliseconds. @default 10_000 */
  readonly sendBudgetMs?: number | undefined;
}

export interface PlanCampaignOptions {
  readonly providers: Readonly<Record<string, PlannedProvider>>;
  readonly startAt: Date;
  /** The rows of the audience. Required if the campaign file names no audience file. */
  readonly rows?: Iterable<unknown> | AsyncIterable<unknown> | undefined;
  /** @default without costs */
  readonly prices?: PriceList | undefined;
  /** The deadline to which an operator extended this campaign. @default the deadline of each row */
  readonly extendedTo?: Date | undefined;
  /** Returns whether an address is suppressed. @default none */
  readonly isSuppressed?: ((channel: Channel, address: string) => boolean) | undefined;
  /** How long each class of data is stored after the deadline, in milliseconds. @default forever */
  readonly keptMs?: RetainMs | undefined;
  /** Placeholder links, about as long as real links. @default 60 characters */
  readonly links?: PlannedLinks | undefined;
  /** Called with the number of rows read so far, and with the share of the file (0 to 1) if known. */
  readonly onProgress?: ((rows: number, share?: number) => void) | undefined;
}

const LINK = `https://example.org/${"a".repeat(40)}`;
const LINKS: PlannedLinks = { acknowledge: LINK, optOut: LINK };

/**
 * Forecasts a campaign before its start: the recipients and times of each step, its latest start, the recipients whose
 * waits are shortened, and the cost. The forecast applies the rules of the real campaign. The forecast assumes that no
 * recipient confirms, and that the first provider of each route accepts every message. A forecast enrolls no recipient
 * and keeps no address.
 * @throws {ConfigError} `config/provider-unknown` · `audience/unreadable` · `config/invalid` if there are no rows, or
 * if the start is not an instant
 */
export async function planCampaign(campaign: LoadedCampaign, options: PlanCampaignOptions): Promise<CampaignForecast> {
  const { providers, prices, links = LINKS, isSuppressed = () => false, onProgress } = options;
  const startAt = options.startAt.getTime();
  if (Number.isNaN(startAt)) throw new ConfigError("config/invalid", "startAt is not a valid time: pass a valid Date");
  const own = (provider: string) => (Object.hasOwn(providers, provider) ? providers[provider] : undefined);
  refuseUnknownPrices(prices, Object.keys(providers));
  const plan = compilePlan(campaign.definition, Object.keys(providers), own);
  const texts = new TextCounter(campaign, links);
  const gathered = await gatherPeople(campaign, readRows(campaign, options), {
    plan,
    startAt,
    texts,
    extendedTo: options.extendedTo?.getTime(),
    isSuppressed,
    onProgress,
  });
  const { crowd, audience, duplicates, deadlines } = gathered;
  const rateFor = (provider: string) => own(provider)?.perSecond;
  const sent = sendForward(crowd, { rateFor, budgetFor: (provider) => own(provider)?.sendBudgetMs });
  const latest = latestStarts(crowd, { rateFor, perSecond: plan.pace?.perSecond });
  const steps = plan.steps.map((_, k) => forecastFacts(k, { plan, gathered, sent, latest: latest.steps }));
  const { bill, total } = priceProviders(steps, (provider) => slower(rateFor(provider), plan.pace?.perSecond), prices);
  const { deadline } = campaign.definition;
  const movesDeadlines = typeof deadline === "string" && parseDuration(deadline) !== undefined;
  const startBy = movesDeadlines ? Number.NaN : Math.min(latest.startBy, startAt + sent.slackMs);
  const ends = steps.flatMap(({ leaves }) => (leaves === undefined ? [] : [leaves.last.getTime()]));
  const facts: Omit<CampaignForecast, "warnings"> = {
    campaign: campaign.definition.name,
    startAt: options.startAt,
    ifLate: plan.ifLate ?? "compress",
    late: { ...sent.late, refused: gathered.late },
    audience,
    people: { enrolled: crowd.size, ...sent.people },
    deadlines: deadlines && { first: new Date(deadlines.first), last: new Date(deadlines.last) },
    erased: erasedAt(retentionFor(options.keptMs ?? {}, plan.kept), deadlines?.last),
    extendedTo: options.extendedTo,
    duplicates: duplicates.found(),
    waves: sent.waves,
    steps,
    providers: bill,
    cost: prices && { currency: prices.currency, total },
    budget: plan.budget && { currency: plan.budget.currency, limit: plan.budget.micros / 1e6 },
    startBy: Number.isFinite(startBy) ? new Date(startBy) : undefined,
    lastMessageAt: ends.length === 0 ? undefined : new Date(Math.max(...ends)),
  };
  const { via = ["link"] } = campaign.definition.confirm ?? {};
  const warned = {
    unwritable: texts.unwritable,
    linkless: via.every((way) => way === "link") ? [...texts.linkless].sort((a, b) => a - b) : [],
    hasPace: plan.pace?.perSecond !== undefined,
    prices,
  };
  return { ...facts, warnings: listWarnings(facts, warned) };
}

function erasedAt(kept: RetainMs, last: number | undefined): CampaignForecast["erased"] {
  const at = (ms: number | undefined) => (ms === undefined || last === undefined ? undefined : new Date(last + ms));
  return { contacts: at(kept.contacts), bodies: at(kept.bodies), raw: at(kept.raw) };
}

function readRows(campaign: LoadedCampaign, { rows }: PlanCampaignOptions): AsyncIterable<RawRow> {
  if (rows !== undefined) return numberRows(rows);
  if (campaign.audience !== undefined) return campaign.audience();
  const advice = "name audience.file in the campaign, or pass rows";
  throw new ConfigError("config/invalid", `${campaign.definition.name} has no audience: ${advice}`);
}

function forecastFacts(
  k: number,
  facts: {
    readonly plan: Plan;
    readonly gathered: Gathered;
    readonly sent: Sent;
    readonly latest: readonly (LatestStarts | undefined)[];
  },
): ForecastStep {
  const { plan, gathered, sent, latest } = facts;
  const planned = plan.steps[k];
  const { meant = 0, lacksContact = 0, suppressed = 0 } = gathered.steps[k] ?? {};
  const { messages = 0, squeezed = 0, tooLate = 0, segments = 0 } = sent.steps[k] ?? {};
  const { firstAt = 0, lastAt = 0 } = sent.steps[k] ?? {};
  const backward = latest[k];
  return {
    step: k + 1,
    channel: planned?.channel ?? "sms",
    provider: planned?.route[0]?.provider ?? "",
    meant,
    lacksContact,
    suppressed,
    messages,
    squeezed,
    tooLate,
    leaves: messages === 0 ? undefined : { first: new Date(firstAt), last: new Date(lastAt) },
    hasWindow: planned?.hours !== undefined,
    latest: backward && { first: new Date(backward.first), last: new Date(backward.last) },
    segments,
  };
}

function refuseUnknownPrices(prices: PriceList | undefined, providers: readonly string[]): void {
  for (const name of Object.keys(prices?.perMessage ?? {})) {
    if (providers.includes(name)) continue;
    const advice = meant(name, providers, `configured are ${providers.join(", ")}`);
    throw new ConfigError("config/provider-unknown", `no provider is called ${name}, which has a price; ${advice}`);
  }
}

function priceProviders(
  steps: readonly ForecastStep[],
  rateFor: RateOf,
  prices: PriceList | undefined,
): { readonly bill: readonly ForecastProvider[]; readonly total: number } {
  const names = [...new Set(steps.map(({ provider }) => provider))];
  const bill = names.map((provider): ForecastProvider => {
    const own = steps.filter((step) => step.provider === provider);
    const messages = sum(own.map((step) => step.messages));
    const segments = sum(own.map((step) => step.segments));
    const price = prices?.perMessage[provider];
    const units = isBilledBySegments(own[0]?.channel) ? segments : messages;
    const amount = price === undefined ? undefined : rounded(price * units);
    return { provider, perSecond: rateFor(provider), messages, segments, amount };
  });
  return { bill, total: rounded(sum(bill.map(({ amount = 0 }) => amount))) };
}

function slower(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Rounds to a millionth of the currency unit, because sums of fractions are inexact. */
function rounded(amount: number): number {
  return Math.round(1e6 * amount) / 1e6;
}
