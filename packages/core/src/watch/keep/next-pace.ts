import { firstShare, isWaveSent, LEAST_WAVE_MS, LONGEST_PILOT_MS, nextShare, waveRate } from "@relance/rules";
import type { PlanPace } from "@relance/spec";
import type { PilotVerdict } from "@relance/watch";
import type { PaceMemory } from "../watch-memory.ts";

/** How a campaign with so many people begins. */
export function firstPace(pace: PlanPace, people: number, now: number): PaceMemory {
  const share = firstShare(pace, people);
  const waves = [{ wave: 0, at: now, share }];
  return { stage: 0, share, since: now, isDone: share >= 1, waves };
}

/** Messages a second that a stage may send; null = as fast as the providers allow. */
export function paceRate(pace: PlanPace, memory: PaceMemory): number | null {
  return waveRate(pace, memory.isDone !== true && memory.stage === 0);
}

/** Why a wave is over. */
export type PaceStep = { readonly next: PaceMemory; readonly why: "as planned" | "nothing to judge by" } | undefined;

/** The next wave, once this one was sent and nothing speaks against it; `undefined` = not yet. */
export function nextPace(
  pace: PlanPace,
  memory: PaceMemory,
  facts: {
    readonly people: number;
    /** People who were sent to, or need no message any more. */
    readonly begun: number;
    /** A provider is slowed down, in doubt. */
    readonly isAlarmed: boolean;
    /** A loss is said, and nothing else: the pilot then holds nobody up. */
    readonly isOnlySaid: boolean;
    /** Of providers that report what became of messages. */
    readonly pilots: readonly PilotVerdict[];
    readonly now: number;
  },
): { readonly memory: PaceMemory; readonly step: PaceStep } {
  const { now, people, begun } = facts;
  if (memory.isDone === true) return { memory, step: undefined };
  const isSent = isWaveSent(begun, memory.share, people);
  const known = isSent && memory.sentAt === undefined ? { ...memory, sentAt: now } : memory;
  const tooSoon = now - memory.since < LEAST_WAVE_MS;
  // a doubt without new messages may never end: the deadline does not wait for it
  const isLate = now - (known.sentAt ?? now) >= LONGEST_PILOT_MS;
  if (!isSent || tooSoon || (facts.isAlarmed && !isLate)) return { memory: known, step: undefined };
  const isJudged =
    memory.stage > 0 || facts.pilots.every(({ answer }) => answer === "go" || (facts.isOnlySaid && answer === "stop"));
  if (!isJudged && !isLate) return { memory: known, step: undefined };
  const next = wave(pace, memory, people, now);
  return {
    memory: next,
    step: { next, why: isJudged && !facts.isAlarmed ? "as planned" : "nothing to judge by" },
  };
}

function wave(pace: PlanPace, memory: PaceMemory, people: number, now: number): PaceMemory {
  const share = nextShare(pace, memory.share, people);
  const stage = memory.stage + 1;
  const waves = [...(memory.waves ?? []), { wave: stage, at: now, share }];
  return { stage, share, since: now, isDone: share >= 1, waves };
}
