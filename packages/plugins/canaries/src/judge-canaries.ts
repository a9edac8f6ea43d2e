import type { Evidence, RecipientRow } from "@relance/spec";
import { readCanaryKey } from "./canary-rows.ts";

const ARRIVED: readonly Evidence[] = ["delivered", "engaged"];

export interface CanaryVerdict {
  readonly fakes: Readonly<Record<string, string>>;
  /** The number of messages to reachable canaries that did not arrive before the next round. */
  readonly missed: number;
}

/** Judges receipts of all rounds, and missing messages of the rounds before round `open`. */
export function judgeCanaries(rows: readonly RecipientRow[], open: number): CanaryVerdict {
  const lent = judgeLent(rows, open);
  const dead: Record<string, number> = {};
  let { missed } = lent;
  for (const { key, lastAttempt } of rows) {
    const canary = readCanaryKey(key);
    if (canary === undefined || lastAttempt === undefined || lastAttempt.isCaptured) continue;
    const { provider, evidence } = lastAttempt;
    const isDelivered = ARRIVED.includes(evidence);
    if (canary.kind === "dead" && isDelivered) dead[provider] = (dead[provider] ?? 0) + 1;
    if (canary.kind === "live" && !isDelivered && canary.round < open) missed += 1;
  }
  const proofs = Object.entries(dead).map(([provider, count]) => {
    return [provider, `${count} contacts that cannot receive anything were reported as delivered`] as const;
  });
  return { missed, fakes: { ...lent.fakes, ...Object.fromEntries(proofs) } };
}

/** Fewer missing messages prove nothing, because a source may overlook one message in fifty, and a phone may break. */
const LEAST_UNSEEN = 3;
const LEAST_NETWORKS = 2;
const LEAST_SHARE = 0.15;

/** Judges messages to test numbers before round `open`. A round that the source did not see proves nothing. */
export function judgeLent(rows: readonly RecipientRow[], open: number): CanaryVerdict {
  const sent = rows.flatMap(({ key, state, lastAttempt }) => {
    const { kind, round = 0, network = "" } = readCanaryKey(key) ?? {};
    if (kind !== "lent" || lastAttempt === undefined || lastAttempt.isCaptured) return [];
    const { provider, evidence } = lastAttempt;
    return { round, network, provider, isDelivered: ARRIVED.includes(evidence), isSeen: state === "acknowledged" };
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
        `${unseen.length} of ${delivered.length} messages to rented numbers were reported as delivered, but did not arrive`;
  }
  return { missed: over.filter(({ isSeen }) => !isSeen).length, fakes };
}
