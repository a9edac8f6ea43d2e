import { firstShare, isWaveSent, LEAST_WAVE_MS, LONGEST_PILOT_MS, nextShare, waveRate } from "@relance/rules";
import type { GateChange, Ledger, PaceVerdict, Plan, PlanPace } from "@relance/spec";
import type { EngineContext, Needs } from "../base/context.ts";
import { jsonTask, peekLease, readKept } from "../base/leased-task.ts";

const ALL = 2 ** 31;
/** The release of a wave expires after this many milliseconds unless it is renewed. */
const REVIEW_MS = 15 * 60_000;
const RENEW_MS = 5 * 60_000;

export interface PaceMemory {
  /** Number of the current wave, from 0. */
  readonly stage: number;
  readonly share: number;
  readonly since: number;
  readonly sentAt?: number | undefined;
  readonly isDone?: boolean | undefined;
  readonly waves?: readonly PaceWave[] | undefined;
  readonly renewedAt?: number | undefined;
}

interface PaceWave {
  readonly wave: number;
  readonly at: number;
  readonly share: number;
}

export function firstRelease(campaign: number, plan: Plan, people: number, now: number): readonly GateChange[] {
  if (plan.pace === undefined) return [];
  return [release(campaign, plan, firstPace(plan.pace, people, now), now)];
}

/** Releases the next wave unless a plugin has reported a problem with the campaign's receipts. */
export async function keepPace(
  context: EngineContext,
  facts: {
    readonly ledger: Ledger;
    readonly plan: Plan;
    readonly before: PaceMemory | undefined;
    readonly now: number;
  },
): Promise<PaceMemory | undefined> {
  const { ledger, plan, now } = facts;
  if (plan.pace === undefined) return undefined;
  const people = ledger.audience.enrolled;
  const before = facts.before ?? firstPace(plan.pace, people, now);
  const report = before.isDone === true ? undefined : await readReport(context, ledger.campaign);
  const begun = people - ledger.states.pending;
  const { memory: known, step } = nextPace(before, { people, begun, report, now });
  if (step === undefined) {
    if (known.isDone === true || now - (known.renewedAt ?? 0) < RENEW_MS) return known;
    await context.store.control([release(ledger.campaign, plan, known, now)]);
    return { ...known, renewedAt: now };
  }
  await context.store.control([release(ledger.campaign, plan, step.next, now)]);
  context.log({
    level: step.why === "as planned" ? "info" : "warn",
    event: "pace.wave",
    facts: {
      campaign: ledger.name,
      wave: step.next.stage,
      share: Math.round(step.next.share * 1_000) / 1_000,
      why: step.why,
    },
  });
  return { ...step.next, renewedAt: now };
}

function release(campaign: number, plan: Plan, pace: PaceMemory, now: number): GateChange {
  return {
    campaign,
    source: "pace",
    actor: "pace",
    reason: pace.isDone === true ? "all recipients are released" : `wave ${pace.stage} of the campaign is released`,
    releasedThrough: Math.min(ALL, Math.ceil(pace.share * ALL)),
    perSecond: plan.pace === undefined ? null : waveRate(plan.pace, pace.isDone !== true && pace.stage === 0),
    reviewAt: now + REVIEW_MS,
  };
}

export function firstPace(pace: PlanPace, people: number, now: number): PaceMemory {
  const share = firstShare(pace, people);
  const waves = [{ wave: 0, at: now, share }];
  return { stage: 0, share, since: now, isDone: share >= 1, waves };
}

export interface PaceReport {
  readonly verdict: PaceVerdict;
  readonly at: number;
}

type PaceStep = { readonly next: PaceMemory; readonly why: "as planned" | "nothing to judge by" } | undefined;

/** Returns the next wave as `step` if the current wave was sent and no problem was reported. */
export function nextPace(
  memory: PaceMemory,
  facts: {
    readonly people: number;
    /** Number of recipients who were sent a message, or who no longer need one. */
    readonly begun: number;
    readonly report: PaceReport | undefined;
    readonly now: number;
  },
): { readonly memory: PaceMemory; readonly step: PaceStep } {
  const { now, people, begun, report } = facts;
  if (memory.isDone === true) return { memory, step: undefined };
  const isSent = isWaveSent(begun, memory.share, people);
  const known = isSent && memory.sentAt === undefined ? { ...memory, sentAt: now } : memory;
  const { sentAt = now } = known;
  const tooSoon = now - memory.since < LEAST_WAVE_MS;
  // a report may stay until new messages are sent, so a late wave is released in spite of it
  const isLate = now - sentAt >= LONGEST_PILOT_MS;
  const isDoubted = report?.verdict === "doubt" && now - report.at < VALID_MS;
  if (!isSent || tooSoon || (isDoubted && !isLate)) return { memory: known, step: undefined };
  const isJudged = memory.stage > 0 || (report?.verdict === "go" && report.at >= sentAt);
  if (!isJudged && !isLate) return { memory: known, step: undefined };
  const next = wave(memory, now);
  return { memory: next, step: { next, why: isJudged && !isDoubted ? "as planned" : "nothing to judge by" } };
}

function wave(memory: PaceMemory, now: number): PaceMemory {
  const share = nextShare(memory.share);
  const stage = memory.stage + 1;
  const waves = [...(memory.waves ?? []), { wave: stage, at: now, share }];
  return { stage, share, since: now, isDone: share >= 1, waves };
}

/** A plugin's report that is older than this no longer delays a wave, in milliseconds. */
const VALID_MS = 60_000;

const reportName = (campaign: number) => `pace-verdict:${campaign}`;

async function readReport({ store }: Needs<"store">, campaign: number): Promise<PaceReport | undefined> {
  return readKept<PaceReport>(await peekLease(store, reportName(campaign)));
}

export async function reportPace(context: EngineContext, campaign: number, verdict: PaceVerdict): Promise<void> {
  const task = jsonTask<PaceReport>(context, { name: reportName(campaign), leaseMs: VALID_MS });
  await task.run(({ now, save }) => save({ verdict, at: now }, { release: true }));
  context.paced.wake();
}
