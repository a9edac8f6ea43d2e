import { concerns } from "@relance/rules";
import type { CampaignDefinition, Channel, Kept, Ledger } from "@relance/spec";
import { contactDigests } from "../base/contact-names.ts";
import type { EngineContext } from "../base/context.ts";
import { createLinks } from "../base/links.ts";
import type { SuppressionList } from "../suppress/suppression-list.ts";

/** Where links would stand if there is no public address yet. */
const NOWHERE = "https://example.org";
/** As many digits as the numbers of enrollments take up to 1.6 million in a store that was never restored. */
const LONG_ENROLLMENT = 36 ** 4 - 1;

/** What a plan has to ask the engine. */
export interface PlanningFacts {
  /** A rule in force forbids writing to this contact. */
  readonly isSuppressed: (channel: Channel, address: string) => boolean;
  /** How long what is kept of recipients is kept, where a campaign does not say otherwise. */
  readonly keptMs: Kept;
  /** An operator has moved the deadlines of this campaign: none is earlier. Absent = not moved. */
  readonly extendedTo: Ledger["extendedTo"];
  /** As long as those that recipients get, and leading nowhere. */
  readonly links: { readonly acknowledge: string; readonly optOut: string };
}

/** Which run of a campaign a plan is about. */
export interface PlannedRun {
  readonly tenant: string;
  readonly occurrence: string;
}

/**
 * Reads the list of suppressions once; hashes are compared, no address is kept. Of a campaign that runs already it reads
 * what an operator has ordered since.
 */
export async function planningFacts(
  context: EngineContext,
  suppressions: SuppressionList,
  definition: CampaignDefinition,
  { tenant, occurrence }: PlannedRun,
): Promise<PlanningFacts> {
  const plan = context.options.planOf(definition);
  const forbidden = new Set<string>();
  for await (const { channel, digest, purpose } of suppressions.list({ tenant })) {
    if (concerns(purpose, plan)) forbidden.add(`${channel} ${digest}`);
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

/**
 * Links of the real shape, as an SMS has them (only there a character costs), whose signatures are none. Without a public
 * address they stand for one.
 */
export function placeholderLinks(
  publicUrl: string = NOWHERE,
  { indexKeys = 1, numbersFrom = 1 }: { readonly indexKeys?: number; readonly numbersFrom?: number } = {},
): PlanningFacts["links"] {
  const none = "-".repeat(16);
  const enrollment = numbersFrom + LONG_ENROLLMENT - 1;
  const links = createLinks({ sign: () => none, verify: () => false, digests: () => [none] }, publicUrl);
  return {
    acknowledge: links.acknowledge(enrollment, none),
    optOut: links.optOut(enrollment, "sms", Array(indexKeys).fill(none)),
  };
}
