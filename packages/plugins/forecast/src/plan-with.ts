import { contactDigests, createLinks, type Engine } from "@relance/engine";
import { concerns } from "@relance/rules";
import {
  type CampaignDefinition,
  type CampaignTypes,
  checkOptions,
  type LoadedCampaign,
  nameAll,
  type PriceList,
} from "@relance/spec";
import type { PlannedLinks } from "./count-texts.ts";
import type { CampaignForecast } from "./forecast.ts";
import { type PlanCampaignOptions, planCampaign } from "./plan-campaign.ts";

/** The origin of placeholder links if the gateway has no `publicUrl`. */
const NOWHERE = "https://example.org";
/** The longest of the first 1.6 million enrollment numbers, so that placeholder links have the usual length. */
const LONG_ENROLLMENT = 36 ** 4 - 1;

export interface PlanOptions<Row = unknown> {
  /** Recipients to forecast instead of those in the audience file. */
  readonly rows?: Iterable<Row> | AsyncIterable<Row> | undefined;
  /** The assumed start of the campaign. @default now */
  readonly startAt?: Date | undefined;
  /** The tenant whose suppressions the forecast applies. @default "" */
  readonly tenant?: string | undefined;
  /** The occurrence to forecast, if the campaign has several. Uses its extended deadlines. @default "" */
  readonly occurrence?: string | undefined;
  /** @default the gateway's prices */
  readonly prices?: PriceList | undefined;
  /** Called with the number of rows read so far, and with the share of the file (0 to 1) if known. */
  readonly onProgress?: ((rows: number, share?: number) => void) | undefined;
}

type Plan = <T extends CampaignTypes>(
  campaign: LoadedCampaign<T>,
  options?: PlanOptions<T["row"]>,
) => Promise<CampaignForecast>;

const NAMES = nameAll<PlanOptions>()("rows startAt tenant occurrence prices onProgress");

/** Returns a function that forecasts campaigns with the gateway's providers, suppressions and deadline extensions. */
export function planWith(engine: Pick<Engine, "context" | "suppressions">): Plan {
  const { options: own, runtime } = engine.context;
  const providers = Object.fromEntries(
    [...own.providers].map(([provider, { channel, vendor, capabilities, lookup, perSecond, sendBudgetMs }]) => {
      const { receipts } = capabilities;
      return [provider, { channel, vendor, receipts, lookup: lookup !== undefined, perSecond, sendBudgetMs }];
    }),
  );
  return async (campaign, options = {}) => {
    checkOptions("campaigns.plan", options, NAMES);
    const { startAt = new Date(runtime.now()), tenant = "", occurrence = "", prices = own.prices, ...rest } = options;
    const facts = await planningFacts(engine, campaign.definition, { tenant, occurrence });
    return planCampaign(campaign, { ...rest, ...facts, providers, prices, startAt });
  };
}

/** Compares hashes of suppressed addresses, so that no address stays in memory. */
async function planningFacts(
  { context, suppressions }: Pick<Engine, "context" | "suppressions">,
  definition: CampaignDefinition,
  { tenant, occurrence }: { readonly tenant: string; readonly occurrence: string },
): Promise<Pick<PlanCampaignOptions, "keptMs" | "extendedTo" | "isSuppressed" | "links">> {
  const forbidden = new Set<string>();
  for await (const { channel, digest, purpose } of suppressions.list({ tenant })) {
    if (concerns(purpose)) forbidden.add(`${channel} ${digest}`);
  }
  const ledger = (await context.store.count()).find(
    (one) => one.tenant === tenant && one.name === definition.name && one.occurrence === occurrence,
  );
  return {
    keptMs: context.options.keptMs ?? {},
    extendedTo: ledger?.extendedTo,
    isSuppressed: (channel, address) =>
      forbidden.size > 0 &&
      contactDigests(context, channel, address).some((digest) => forbidden.has(`${channel} ${digest}`)),
    links: placeholderLinks(context.options.publicUrl, {
      indexKeys: context.signer.digests("").length,
      numbersFrom: context.options.storeInfo.numbersFrom,
    }),
  };
}

/** Builds links as long as real links, so that SMS segments are counted correctly. Their signatures are invalid. */
export function placeholderLinks(
  publicUrl: string = NOWHERE,
  { indexKeys = 1, numbersFrom = 1 }: { readonly indexKeys?: number; readonly numbersFrom?: number } = {},
): PlannedLinks {
  const none = "-".repeat(16);
  const enrollment = numbersFrom + LONG_ENROLLMENT - 1;
  const links = createLinks({ sign: () => none, verify: () => false, digests: () => [none] }, publicUrl);
  return {
    acknowledge: links.acknowledge(enrollment, none),
    optOut: links.optOut(enrollment, "sms", Array(indexKeys).fill(none)),
  };
}
