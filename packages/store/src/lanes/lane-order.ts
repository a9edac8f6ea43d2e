import { dateOf, type GateChange, type LaneOrder, type Steering } from "@relance/spec";
import { orderText } from "../counts/event-rows.ts";

interface WrittenOrder extends Steering {
  readonly by: string;
  readonly actor: number;
  readonly at: number;
}

/** What a change is about and does, without who and why. */
function steeringOf(change: Steering): Steering {
  const {
    step,
    provider,
    slice,
    source = "operator",
    gate,
    override,
    perSecond,
    releasedThrough,
    via,
  } = change;
  return { step, provider, slice, source, gate, override, perSecond, releasedThrough, via };
}

/** That as an event keeps it (JSON). */
export function steeringText(change: Steering): string {
  return JSON.stringify(steeringOf(change));
}

/** An order as it is kept beside the lane (JSON), bounded as it is in events. */
export function writtenOrder(change: GateChange, at: number): string {
  const by = orderText(change);
  const actor = orderText({ ...change, reason: "" }).length - 2;
  return JSON.stringify({ ...steeringOf(change), by, actor, at } satisfies WrittenOrder);
}

/** The last order about a lane, as people read it. */
export function orderOf(written: string | null): LaneOrder | undefined {
  if (written === null) return undefined;
  const { by, actor, at, ...steering } = JSON.parse(written) as WrittenOrder;
  return { ...steering, actor: by.slice(0, actor), reason: by.slice(actor + 2), at: dateOf(at) };
}
