import { LATENCY_BINS, latencyBin } from "@relance/spec";
import type { BinSecond, FlowBins } from "../../packages/plugins/watch/src/flows.ts";
import { HEALTHY_SHARE, healthyLatency } from "./healthy.ts";
import { Random } from "./random.ts";

const SECOND_MS = 1_000;
/** Time constant, in milliseconds, of the delay that affects all messages sent at the same time. */
const DRIFT_MEMORY_MS = 120_000;

export interface Scenario {
  readonly perSecond: number;
  /** Messages per second at each time, for a rate that changes. */
  readonly perSecondAt?: (elapsedMs: number) => number;
  readonly durationMs: number;
  /** Log-normal sigma of a delay that affects all messages sent at the same time. */
  readonly drift: number;
  readonly lossAt: (elapsedMs: number) => number;
  /** @default 1 */
  readonly slownessAt?: (elapsedMs: number) => number;
  /** When a ready receipt arrives. @default immediately */
  readonly deliveredAt?: (readyMs: number) => number;
  /** @default the healthy mixture */
  readonly latency?: (random: Random) => number;
  /** @default 0.98 */
  readonly share?: number;
  /** Share of recipients who answer a message, and the median time until they answer. @default no recipient answers */
  readonly answers?: { readonly share: number; readonly medianMs: number };
  /** True if the provider sends receipts. @default true */
  readonly hasReceipts?: boolean;
}

export interface Answer {
  readonly born: number;
  readonly at: number;
  /** Time at which the receipt arrives; absent if it never arrives. */
  readonly receiptAt: number | undefined;
}

interface Arrival {
  readonly second: number;
  readonly bin: number;
  readonly at: number;
}

/**
 * Replays a scenario. At each check, the function `look` gets the facts known at that time, and may return `true` to
 * end the run.
 */
export function simulateRun(
  scenario: Scenario,
  seed: number,
  everyMs: number,
  look: (bins: FlowBins, elapsedMs: number, answers: readonly Answer[]) => boolean,
): void {
  for (const { bins, elapsedMs, answers } of playRun(scenario, seed, everyMs))
    if (look(bins, elapsedMs, answers)) return;
}

export function* playRun(
  scenario: Scenario,
  seed: number,
  everyMs: number,
): Generator<{ readonly bins: FlowBins; readonly elapsedMs: number; readonly answers: readonly Answer[] }> {
  const random = new Random(seed);
  const people = new Random(seed + 1_000_000);
  const answers: Answer[] = [];
  const arrivals = new Map<number, Arrival[]>();
  const seconds: { at: number; accepted: number; received: number[] }[] = [];
  const memory = Math.exp(-SECOND_MS / DRIFT_MEMORY_MS);
  let wander = random.normal() * scenario.drift;
  let last: number | undefined;
  for (let at = 0; at < scenario.durationMs; at += SECOND_MS) {
    wander = memory * wander + Math.sqrt(1 - memory ** 2) * scenario.drift * random.normal();
    const slowness = Math.exp(wander) * (scenario.slownessAt?.(at) ?? 1);
    const index = seconds.length;
    const accepted = messagesIn(scenario.perSecondAt?.(at) ?? scenario.perSecond, random);
    seconds.push({ at, accepted, received: new Array<number>(LATENCY_BINS).fill(0) });
    for (let message = 0; message < accepted; message++) {
      const born = at + random.next() * SECOND_MS;
      const { isLost, arrival } = arrivalOf(scenario, random, born, slowness, at);
      const answeredAt = isLost ? undefined : answerOf(scenario, people, born);
      if (answeredAt !== undefined) answers.push({ born, at: answeredAt, receiptAt: arrival });
      if (arrival === undefined || arrival > scenario.durationMs) continue;
      const due = Math.floor(arrival / SECOND_MS);
      const list = arrivals.get(due) ?? [];
      list.push({ second: index, bin: latencyBin(arrival - born), at: arrival });
      arrivals.set(due, list);
    }
    for (const { second, bin, at: arrived } of arrivals.get(at / SECOND_MS) ?? []) {
      const row = seconds[second];
      if (row !== undefined) row.received[bin] = (row.received[bin] ?? 0) + 1;
      last = Math.max(last ?? 0, arrived);
    }
    arrivals.delete(at / SECOND_MS);
    const now = at + SECOND_MS;
    if (now % everyMs < SECOND_MS) yield { bins: known(seconds, last), elapsedMs: now, answers };
  }
}

/** Rounds the number of messages up or down at random, so that the average over many calls is exact. */
function messagesIn(perSecond: number, random: Random): number {
  return Number.isInteger(perSecond) ? perSecond : Math.floor(perSecond + random.next());
}

function answerOf({ answers }: Scenario, people: Random, born: number): number | undefined {
  if (answers === undefined || people.next() >= answers.share) return undefined;
  return born + answers.medianMs * Math.exp(people.normal());
}

function arrivalOf(
  scenario: Scenario,
  random: Random,
  born: number,
  slowness: number,
  at: number,
): { readonly isLost: boolean; readonly arrival: number | undefined } {
  const isAnswered = random.next() < (scenario.share ?? HEALTHY_SHARE);
  const isLost = random.next() < scenario.lossAt(at);
  const latency = (scenario.latency ?? healthyLatency)(random) * slowness;
  if (!isAnswered || isLost || scenario.hasReceipts === false) return { isLost, arrival: undefined };
  return { isLost, arrival: scenario.deliveredAt?.(born + latency) ?? born + latency };
}

function known(seconds: readonly BinSecond[], last: number | undefined): FlowBins {
  return { seconds, ...(last === undefined ? {} : { lastReceiptAt: last }) };
}
