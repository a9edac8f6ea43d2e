import { contactDigests, createLinks, type Engine } from "@relance/engine";
import { concerns } from "@relance/rules";
import type { CampaignDefinition, Channel, Kept, Ledger } from "@relance/spec";
import type { PlannedLinks } from "./count-texts.ts";

/** The origin of placeholder links if the gateway has no public URL. */
const NOWHERE = "https://example.org";
/** An enrollment number whose links are as long as those of the first 1.6 million enrollments of a store. */
const LONG_ENROLLMENT = 36 ** 4 - 1;

export interface PlanningFacts {
  /** Returns whether a suppression in force forbids this contact. */
  readonly isSuppressed: (channel: Channel, address: string) => boolean;
  /** How long the data of recipients is kept, unless a campaign states another duration. */
  readonly keptMs: Kept;
  /** The deadline to which an operator has extended this campaign; absent without an extension. */
  readonly extendedTo: Ledger["extendedTo"];
  /** Placeholder links, which are as long as real links and open nothing. */
  readonly links: PlannedLinks;
}

export interface PlannedRun {
  readonly tenant: string;
  readonly occurrence: string;
}

/**
 * Reads the facts that a forecast needs from the store. Suppressions are compared by hash, so that no address is kept.
 * The forecast of a running campaign includes the operators' commands.
 */
export async function planningFacts(
  { context, suppressions }: Pick<Engine, "context" | "suppressions">,
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

/** Builds links with invalid signatures and the real length, which determines the length of an SMS. */
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
