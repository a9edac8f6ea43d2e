import type { BinRow } from "@relance/spec";
import { LATENCY_BINS } from "@relance/spec";
import type { BinSecond } from "./flow-bins.ts";
import type { FlowName } from "./narrowest.ts";

export interface Grain {
  readonly rows: readonly BinRow[];
  readonly grainMs: number;
}

/** One flow and its messages by second, with the oldest second first. */
export interface Flow {
  readonly key: string;
  readonly name: FlowName;
  readonly seconds: readonly BinSecond[];
  /** The number of captured messages, which are not judged because they were never sent. */
  readonly captured: number;
}

interface OpenFlow extends Flow {
  captured: number;
  readonly seconds: (BinSecond & { accepted: number; received: number[] })[];
}

/**
 * Sorts rows into flows: one flow for each destination of a provider, and one for the whole provider. There is no flow
 * where no message left the gateway.
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
  const key = flowKey(provider, destination);
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

/** The key of a flow in the memory of the watch. */
function flowKey(provider: string, destination: string | undefined): string {
  return destination === undefined ? provider : `${provider} ${destination}`;
}
