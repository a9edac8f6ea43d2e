import { dateOf, type GateChange, type LaneRow, type LaneSource } from "@relance/spec";
import type { Rates } from "./lane-holds.ts";

/** Who set a rate; a note that names another rate than the lane has was left behind by an older program. */
interface RateOrder {
  readonly perSecond: number;
  readonly actor: string;
  readonly reason: string;
  readonly since: number;
}

/** Who set the rates of a lane, by source. */
export type RateOrders = Partial<Record<LaneSource, RateOrder>>;

/** Notes who set a source's rate, or that it has none any more. */
export function noteRate(orders: RateOrders, change: GateChange, now: number): void {
  const { source = "operator", perSecond, actor, reason } = change;
  if (perSecond === null) delete orders[source];
  else if (perSecond !== undefined) orders[source] = { perSecond, actor, reason, since: now };
}

/** Of several lanes' notes those about the rates that count. */
export function ordersOf(rates: Rates, notes: readonly RateOrders[]): RateOrders {
  const found: RateOrders = {};
  for (const source of Object.keys(rates) as LaneSource[]) {
    const order = notes.map((note) => note[source]).find((one) => one?.perSecond === rates[source]);
    if (order !== undefined) found[source] = order;
  }
  return found;
}

/** They as an operator reads them. */
export function listedRates(orders: RateOrders): LaneRow["ratedBy"] {
  const all = Object.entries(orders) as [LaneSource, RateOrder][];
  return Object.fromEntries(
    all.map(([source, { actor, reason, since }]) => [source, { actor, reason, since: dateOf(since) }]),
  );
}
