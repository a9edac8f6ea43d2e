import type { PlanPace } from "@relance/spec";
import type { PilotVerdict } from "@relance/watch";
import type { PaceMemory } from "./watch-memory.ts";

const MINUTE_MS = 60_000;
/** Slow enough that a pilot ends within minutes, and that a loss is seen before it is over. */
const PILOT_PER_SECOND = 15;
/** A wave is this many times larger than the one before. */
const FACTOR = 4;
/** A wave lasts at least this long: the watch needs it to see anything. */
const LEAST_WAVE_MS = 30_000;
/** A pilot that nobody can judge by then goes on with a remark: the deadline does not wait. */
const LONGEST_PILOT_MS = 10 * MINUTE_MS;
/** Nearly everybody of the wave has been sent to. */
const NEARLY_ALL = 0.97;

/** How a campaign with so many people begins. */
export function firstPace(pace: PlanPace, people: number, now: number): PaceMemory {
  const share = pace.pilot === undefined || people === 0 ? 1 : Math.min(1, pace.pilot / people);
  const waves = [{ wave: 0, at: now, share }];
  return { stage: 0, share, since: now, isDone: share >= 1, waves };
}

/** Messages a second that a stage may send; null = as fast as the providers allow. */
export function paceRate(pace: PlanPace, memory: PaceMemory): number | null {
  const rate = pace.perSecond ?? null;
  if (memory.isDone === true || memory.stage > 0) return rate;
  return Math.min(PILOT_PER_SECOND, rate ?? PILOT_PER_SECOND);
}

/** Why a wave is over. */
export type PaceStep =
  | { readonly next: PaceMemory; readonly why: "as planned" | "nothing to judge by" }
  | undefined;

/** The next wave, once this one was sent and nothing speaks against it; `undefined` = not yet. */
export function nextPace(
  pace: PlanPace,
  memory: PaceMemory,
  facts: {
    readonly people: number;
    /** People who were sent to, or need no message any more. */
    readonly begun: number;
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
  const isSent = begun >= NEARLY_ALL * memory.share * people - drawn(memory.share, people);
  const known = isSent && memory.sentAt === undefined ? { ...memory, sentAt: now } : memory;
  const tooSoon = now - memory.since < LEAST_WAVE_MS;
  if (!isSent || tooSoon || facts.isAlarmed) return { memory: known, step: undefined };
  const isJudged =
    memory.stage > 0 ||
    facts.pilots.every(({ answer }) => answer === "go" || (facts.isOnlySaid && answer === "stop"));
  const isLate = now - (known.sentAt ?? now) >= LONGEST_PILOT_MS;
  if (!isJudged && !isLate) return { memory: known, step: undefined };
  const next = wave(pace, memory, people, now);
  return { memory: next, step: { next, why: isJudged ? "as planned" : "nothing to judge by" } };
}

/** Who belongs to a wave is drawn: it may hold this many fewer than its share. */
function drawn(share: number, people: number): number {
  return 4 * Math.sqrt(share * (1 - share) * people);
}

function wave(pace: PlanPace, memory: PaceMemory, people: number, now: number): PaceMemory {
  const pilot = pace.pilot ?? people;
  const factor =
    pace.ramp === undefined ? FACTOR : Math.max(1.5, (people / Math.max(1, pilot)) ** (1 / pace.ramp));
  const share = Math.min(1, memory.share * factor * 1.000_001); // rounding leaves nobody behind
  const stage = memory.stage + 1;
  const waves = [...(memory.waves ?? []), { wave: stage, at: now, share }];
  return { stage, share, since: now, isDone: share >= 1, waves };
}
