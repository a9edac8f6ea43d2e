import { type BinRow, LATENCY_BINS } from "@relance/spec";
import type { FlowName } from "./narrowest.ts";

export interface Grain {
  readonly rows: readonly BinRow[];
  readonly grainMs: number;
}

export interface Flow {
  readonly key: string;
  readonly name: FlowName;
  readonly seconds: readonly BinSecond[];
  /** The number of captured messages, which were never sent and are not judged. */
  readonly captured: number;
}

interface OpenFlow extends Flow {
  captured: number;
  readonly seconds: (BinSecond & { accepted: number; received: number[] })[];
}

/**
 * Sorts rows into flows: one for each destination of a provider, and one for the whole provider. A flow without sent
 * messages is left out.
 */
export function flowsOf(grains: readonly Grain[]): readonly Flow[] {
  const flows = new Map<string, OpenFlow>();
  for (const { rows, grainMs } of grains) {
    for (const row of rows) {
      addTo(flows, row, undefined, grainMs);
      if (row.destination !== "") addTo(flows, row, row.destination, grainMs);
    }
  }
  return [...flows.values()].filter(({ seconds }) => seconds.length > 0);
}

function addTo(flows: Map<string, OpenFlow>, row: BinRow, destination: string | undefined, lengthMs: number): void {
  const { provider, channel } = row;
  const key = destination === undefined ? provider : `${provider} ${destination}`;
  let flow = flows.get(key);
  if (flow === undefined) {
    flow = { key, name: { channel, provider, destination }, seconds: [], captured: 0 };
    flows.set(key, flow);
  }
  flow.captured += row.captured;
  if (row.accepted === 0 && row.received.length === 0) return;
  let second = flow.seconds.at(-1);
  if (second?.at !== row.at || second.lengthMs !== lengthMs) {
    second = { at: row.at, lengthMs, accepted: 0, received: new Array<number>(LATENCY_BINS).fill(0) };
    flow.seconds.push(second);
  }
  second.accepted += row.accepted;
  for (const [bin, count] of row.received) second.received[bin] = (second.received[bin] ?? 0) + count;
}

/** The messages that one flow accepted within one second (or a longer slice), with their receipts so far. */
export interface BinSecond {
  readonly at: number;
  readonly lengthMs?: number | undefined;
  readonly accepted: number;
  /** The number of messages whose first final receipt arrived in each of the `LATENCY_BINS` bins. */
  readonly received: readonly number[];
}

export interface FlowBins {
  readonly seconds: readonly BinSecond[];
  readonly lastReceiptAt?: number | undefined;
  /** The periods in which no receipt arrived although many were due, oldest first. @default none */
  readonly silences?: readonly Silence[] | undefined;
}

/** A period in which no receipt arrived although many were due, in milliseconds since 1970. */
export interface Silence {
  readonly from: number;
  /** The time of the next receipt. */
  readonly to: number;
}

/** Checks are seconds apart, so a shorter period is no silence. */
export const LEAST_SILENCE_MS = 5_000;
/** After a silence, the withheld receipts arrive for this part of its length, before new receipts. */
const CATCH_UP = 0.25;
const LONGEST_CATCH_UP_MS = 5 * 60_000;
export function catchUpMs({ from, to }: Silence): number {
  return Math.min(LONGEST_CATCH_UP_MS, CATCH_UP * (to - from)) + LEAST_SILENCE_MS;
}
