import type { OnLoss } from "@relance/spec";
import type { ProviderVerdict } from "../judge/judge-campaign.ts";
import type { ProviderWatch } from "../watch-memory.ts";

const MINUTE_MS = 60_000;
const FIRST_PROBE_MS = 5 * MINUTE_MS;
const LONGEST_PAUSE_MS = 60 * MINUTE_MS;
const PROBE_MS = MINUTE_MS;
/** If a loss returns within this time after a probe, the probe was too small to detect the loss. */
const SOON_MS = 15 * MINUTE_MS;
/** A provider sends normally again if a loss of this size is ruled out. */
const WORTH_STOPPING = 0.15;

export const AT_REST: ProviderWatch = { state: "open", since: 0, pauses: 0 };

export function trustedAt({ since, pauses }: ProviderWatch): number {
  return since + restMs(pauses) + PROBE_MS;
}

function restMs(pauses: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PROBE_MS * 2 ** (pauses - 1));
}

/** Returns the next state of a provider, or the same object if nothing changes. */
export function nextState(
  now: ProviderWatch,
  seen: Pick<ProviderVerdict, "alarm" | "verdict">,
  onLoss: OnLoss,
  at: number,
): ProviderWatch {
  const to = (state: ProviderWatch["state"], pauses = now.pauses): ProviderWatch => {
    const judgedFrom = state === "probing" ? at : now.judgedFrom;
    const isStillDoubted = now.isDoubted === true && (state === "probing" || state === "paused");
    return { state, since: at, pauses, judgedFrom, ...(isStillDoubted ? { isDoubted: true } : {}) };
  };
  const { alarm, verdict } = seen;
  // the provider sends normally again only if a loss is ruled out
  const atMost = verdict.loss?.atMost ?? 1;
  const isUnproved = verdict.kind === "not-enough-evidence" && verdict.why !== "downtime";
  const isWell = alarm === "none" && verdict.kind === "green" && atMost <= WORTH_STOPPING;
  // if the last probe ended too soon, the next pause is longer
  const pauses = now.state === "open" && at - now.since >= SOON_MS ? 0 : now.pauses;
  const stop = (): ProviderWatch => (onLoss === "throttle" ? to("throttled") : to("paused", pauses + 1));
  if (onLoss === "warn") return now.state === "open" ? now : to("open");
  switch (now.state) {
    case "open":
      if (alarm === "pause") return stop();
      return alarm === "warn" && verdict.isUnknown !== true ? to("throttled", pauses) : now;
    case "throttled":
      if (alarm === "pause" && onLoss !== "throttle") return stop();
      if (verdict.isUnknown === true) return to("open");
      return alarm === "none" && (isWell || isUnproved) ? to("open", 0) : now;
    case "paused":
      if (alarm === "pause" && now.isDoubted === true) return { ...now, isDoubted: undefined }; // the loss is now proven
      if (isWell) return to("open", 0); // the missing receipts arrived
      return at - now.since >= restMs(now.pauses) ? to("probing") : now;
    case "probing":
      return afterProbe(now, seen, at, to);
  }
}

/** If this many messages of a probe lack a receipt, the probe stops sending, so that few recipients are affected. */
const MOST_UNANSWERED = 10;
const HELD_MS = 90_000;

function afterProbe(
  now: ProviderWatch,
  { alarm, verdict }: Pick<ProviderVerdict, "alarm" | "verdict">,
  at: number,
  to: (state: ProviderWatch["state"], pauses?: number) => ProviderWatch,
): ProviderWatch {
  const { answer = "wait", accepted = 0, receipts = 0 } = verdict.probe ?? {};
  // a probe that sent no message ends, if no loss was proven
  const isIdle = now.isDoubted === true && accepted === 0 && at - now.since >= HELD_MS;
  if (answer === "go" || isIdle) return to("open");
  const { heldAt } = now;
  const isUndecided = heldAt !== undefined && at - heldAt >= HELD_MS;
  if (alarm !== "none" || answer === "stop" || isUndecided) return to("paused", now.pauses + 1);
  const isHeld = accepted - receipts >= MOST_UNANSWERED;
  if (isHeld === (heldAt !== undefined)) return now;
  return { ...now, heldAt: isHeld ? at : undefined };
}

export function isStopped({ state, heldAt }: ProviderWatch): boolean {
  return state === "paused" || heldAt !== undefined;
}
