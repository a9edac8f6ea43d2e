import { concerns } from "@relance/rules";
import type { CampaignDefinition, Channel } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { contactDigest } from "../enroll/enroll-lines.ts";
import { createLinks } from "../links.ts";
import type { SuppressionList } from "../suppress/suppression-list.ts";

/** Where links would stand if there is no public address yet. */
const NOWHERE = "https://example.org";
/** As many digits as the numbers of enrollments take up to 1.6 million. */
const LONG_ENROLLMENT = 36 ** 4 - 1;

/** What a plan has to ask the engine. */
export interface PlanningFacts {
  /** A rule in force forbids writing to this contact. */
  readonly isSuppressed: (channel: Channel, address: string) => boolean;
  /** As long as those that people get, and leading nowhere. */
  readonly links: { readonly acknowledge: string; readonly optOut: string };
}

/** Reads the list of suppressions once; hashes are compared, no address is kept. */
export async function planningFacts(
  context: EngineContext,
  suppressions: SuppressionList,
  definition: CampaignDefinition,
  tenant: string,
): Promise<PlanningFacts> {
  const plan = context.options.planOf(definition);
  const forbidden = new Set<string>();
  for await (const { channel, digest, purpose } of suppressions.list({ tenant })) {
    if (concerns(purpose, plan)) forbidden.add(`${channel} ${digest}`);
  }
  return {
    isSuppressed: (channel, address) =>
      forbidden.size > 0 && forbidden.has(`${channel} ${contactDigest(context, channel, address)}`),
    links: placeholderLinks(context.options.publicUrl),
  };
}

/** Links of the real shape whose signatures are none; without a public address they stand for one. */
export function placeholderLinks(publicUrl: string = NOWHERE): PlanningFacts["links"] {
  const nobody = { sign: () => "-".repeat(16), verify: () => false, digest: () => "-".repeat(16) };
  const links = createLinks(nobody, publicUrl);
  return {
    acknowledge: links.acknowledge(LONG_ENROLLMENT, nobody.digest()),
    optOut: links.optOut(LONG_ENROLLMENT, "email", nobody.digest()),
  };
}
