import type { RecipientRow } from "@relance/spec";
import { readCanaryKey } from "./canary-campaign.ts";

/** What must be missing before it is the provider's: a source overlooks one message in fifty, and a phone breaks. */
const LEAST_UNSEEN = 3;
const LEAST_NETWORKS = 2;
const LEAST_SHARE = 0.15;

/**
 * What messages to lent numbers show, in rounds before `open`. A round of which the source saw nothing shows nothing: it may
 * be the source that is deaf.
 */
export function judgeLent(
  rows: readonly RecipientRow[],
  open: number,
): { readonly missed: number; readonly fakes: Readonly<Record<string, string>> } {
  const sent = rows.flatMap(({ key, state, lastAttempt }) => {
    const { kind, round = 0, network = "" } = readCanaryKey(key) ?? {};
    if (kind !== "lent" || lastAttempt === undefined || lastAttempt.isCaptured) return [];
    const { provider, evidence } = lastAttempt;
    const isDelivered = evidence === "delivered" || evidence === "engaged";
    return { round, network, provider, isDelivered, isSeen: state === "acknowledged" };
  });
  const heard = new Set(sent.filter(({ isSeen }) => isSeen).map(({ round }) => round));
  const over = sent.filter(({ round }) => round < open && heard.has(round));
  const fakes: Record<string, string> = {};
  for (const [provider, own] of Map.groupBy(over, (one) => one.provider)) {
    const delivered = own.filter(({ isDelivered }) => isDelivered);
    const unseen = delivered.filter(({ isSeen }) => !isSeen);
    const isProof =
      unseen.length >= Math.max(LEAST_UNSEEN, LEAST_SHARE * delivered.length) &&
      new Set(unseen.map(({ network }) => network)).size >= LEAST_NETWORKS;
    if (isProof)
      fakes[provider] =
        `${unseen.length} of ${delivered.length} messages to lent numbers were called delivered, and did not arrive`;
  }
  return { missed: over.filter(({ isSeen }) => !isSeen).length, fakes };
}
