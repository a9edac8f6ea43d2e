import { type BinRow, LATENCY_BINS } from "@relance/spec";
import type { FlowName } from "./narrowest.ts";

export interface Grain {
  readonly rows: readonly BinRow[];
  readonly grainMs: number;
  readonly seenAt?: number | undefined;
}

export interface Flow {
  readonly key: string;
  readonly name: FlowName;
  readonly seconds: readonly BinSecond[];
  readonly captured: number;
}

interface OpenFlow extends Flow {
  captured: number;
  readonly seconds: (BinSecond & { accepted: number; received: number[] })[];
}

/** Groups rows into flows: one per destination of each provider, and one per provider. Omits flows without messages. */
export function buildFlows(grains: readonly Grain[]): readonly Flow[] {
  const flows = new Map<string, OpenFlow>();
  for (const grain of grains) {
    for (const row of grain.rows) {
      addTo(flows, row, undefined, grain);
      if (row.destination !== "") addTo(flows, row, row.destination, grain);
    }
  }
  return [...flows.values()].filter(({ seconds }) => seconds.length > 0);
}

function addTo(flows: Map<string, OpenFlow>, row: BinRow, destination: string | undefined, grain: Grain): void {
  const { grainMs: lengthMs, seenAt } = grain;
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
    second = { at: row.at, lengthMs, seenAt, accepted: 0, received: new Array<number>(LATENCY_BINS).fill(0) };
    flow.seconds.push(second);
  }
  second.accepted += row.accepted;
  for (const [bin, count] of row.received) second.received[bin] = (second.received[bin] ?? 0) + count;
}

/** A flow's messages that were accepted within one second (or a longer slice), with their receipts so far. */
export interface BinSecond {
  readonly at: number;
  readonly lengthMs?: number | undefined;
  readonly seenAt?: number | undefined;
  readonly accepted: number;
  /** For each of the `LATENCY_BINS` latency bins, the number of messages with a final receipt in that bin. */
  readonly received: readonly number[];
}

export interface FlowBins {
  readonly seconds: readonly BinSecond[];
  readonly lastReceiptAt?: number | undefined;
  readonly silences?: readonly Silence[] | undefined;
}

/** A period in which many receipts were due, but no receipt arrived. Times in milliseconds since 1970. */
export interface Silence {
  readonly from: number;
  readonly to: number;
}

/** The shortest silence. A shorter pause between receipts is normal, because checks are seconds apart. */
export const LEAST_SILENCE_MS = 5_000;
/** After a silence, the delayed receipts arrive within this share of the silence's length. */
const CATCH_UP = 0.25;
const LONGEST_CATCH_UP_MS = 5 * 60_000;
export function catchUpMs({ from, to }: Silence): number {
  return Math.min(LONGEST_CATCH_UP_MS, CATCH_UP * (to - from)) + LEAST_SILENCE_MS;
}
