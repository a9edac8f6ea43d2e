import type { AvoidedProviders } from "@relance/rules";
import type { PluginHost } from "@relance/spec";
import type { ProviderVerdict } from "../judge/judge-campaign.ts";
import type { ProviderWatch, Watched } from "../watch-memory.ts";
import type { ConfirmedDiagnosis } from "./confirm-diagnosis.ts";
import { hasOtherWay } from "./steer-provider.ts";
import { hasTooLittleTime } from "./too-little-time.ts";

const MINUTE_MS = 60_000;
const LEAST_WAIT_MS = 5 * MINUTE_MS;
export const LACKS_TIME = "waiting for it would cost recipients time before their deadline";

/**
 * Returns whether to ask the provider about messages without a receipt, before recipients are rerouted without proof.
 * If no other provider exists, the watch asks only after a minute.
 */
export function isAskedAbout(
  { alarm, worst }: ProviderVerdict,
  { state, fault, timedAt }: ProviderWatch,
  now: number,
  mayLeave: boolean,
): boolean {
  const { silentSince, isUnknown } = worst;
  const isProved = alarm === "pause" && silentSince === undefined;
  if (alarm === "none" || isProved || state === "paused" || state === "probing") return false;
  if (mayLeave && timedAt === undefined) return true;
  if (isUnknown === true) return now - (timedAt ?? 0) >= MINUTE_MS;
  if (silentSince === undefined) return false;
  const isInDoubt = state === "throttled" || fault !== undefined;
  return isInDoubt && now - silentSince >= MINUTE_MS && now - (timedAt ?? 0) >= MINUTE_MS;
}

/**
 * Decides about a provider with missing receipts but without a proven loss. Reroutes recipients without a message to a
 * vendor that sends receipts. Otherwise, slows the provider down, except in three cases: its usual share is unknown, it
 * does not know its messages, or another silence as long would leave recipients too little time.
 */
export async function waitForEvidence(
  host: PluginHost,
  { campaign, plan, waiting, now }: Watched,
  facts: {
    readonly seen: ProviderVerdict;
    readonly before: ProviderWatch;
    readonly diagnosis: ConfirmedDiagnosis;
    readonly status: AvoidedProviders;
    readonly isElsewhereWell: boolean;
  },
): Promise<ConfirmedDiagnosis> {
  const { seen, before, diagnosis, status, isElsewhereWell } = facts;
  const { provider, worst } = seen;
  if (diagnosis.after.state !== "paused" || diagnosis.isDropped === true) return diagnosis;
  const { onLoss = "reroute" } = plan;
  if (onLoss === "reroute" && isElsewhereWell) return { ...diagnosis, after: { ...diagnosis.after, isDoubted: true } };
  if (worst.isUnknown === true) {
    const since = before.state === "open" ? before.since : now;
    return { ...diagnosis, after: { ...before, state: "open", since, timedAt: now }, fact: [] };
  }
  const until = now + Math.max(LEAST_WAIT_MS, now - (worst.silentSince ?? now));
  const canLeave = worst.silentSince !== undefined && hasOtherWay(plan, provider, status);
  if (canLeave && (await hasTooLittleTime(host, { campaign, plan, waiting, provider, until })))
    return { ...diagnosis, after: { ...diagnosis.after, isLeft: true }, fact: [...diagnosis.fact, LACKS_TIME] };
  const isSlow = before.state === "throttled";
  const after: ProviderWatch = { ...before, state: "throttled", since: isSlow ? before.since : now, timedAt: now };
  return { ...diagnosis, after, fact: [] };
}

/** If no vendor is healthy, recipients who were rerouted without proof return to the first provider. */
export function returnRecipients(
  { worst }: ProviderVerdict,
  before: ProviderWatch,
  diagnosis: ConfirmedDiagnosis,
  now: number,
): ConfirmedDiagnosis {
  const { after } = diagnosis;
  if (before.state !== "paused" || after.state !== "paused" || after.isDoubted !== true) return diagnosis;
  const state = worst.isUnknown === true ? "open" : "throttled";
  return { ...diagnosis, after: { ...after, state, since: now, isDoubted: undefined, timedAt: now } };
}
