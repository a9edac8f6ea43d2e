import type { World } from "../../world/world.ts";
import type { Exchange, Network, Outgoing, SilenceReason } from "./loopback-network.ts";

type DeliveryFailure = SilenceReason | "4xx" | "5xx";

export interface RetryRule {
  readonly retries: number;
  readonly retriesOn: (failure: DeliveryFailure) => boolean;
  /** Time limit for all tries of a callback, by the world's clock. */
  readonly totalMs: number;
}

export interface CallbackTally {
  sent: number;
  accepted: number;
  failed: number;
}

/** Posts callbacks, and repeats failed callbacks according to the API's retry rule. */
export interface Callbacks {
  readonly tally: Readonly<CallbackTally>;
  /**
   * Posts a callback immediately and returns the HTTP status, or 0 without an answer. Retries follow the world's
   * clock.
   */
  deliver(outgoing: Outgoing, rule: RetryRule): Promise<number>;
}

const BACK_OFF_MS = 500;

export function createCallbacks(world: World, network: Network): Callbacks {
  const tally: CallbackTally = { sent: 0, accepted: 0, failed: 0 };
  return { tally, deliver: (outgoing, rule) => attempt(outgoing, rule, 0, world.clock.now()) };

  async function attempt(outgoing: Outgoing, rule: RetryRule, tries: number, since: number): Promise<number> {
    const end = world.begin();
    tally.sent++;
    const at = world.clock.now();
    const exchange = await network.send(outgoing).finally(end);
    const { url, body = "" } = outgoing;
    const status = exchange.answer?.status ?? 0;
    world.posted({ url, body: String(body), status, at, answeredAt: world.clock.now() });
    const failure = checkDelivery(exchange);
    if (failure === undefined) tally.accepted++;
    else {
      const due = world.clock.now() + BACK_OFF_MS * 2 ** tries;
      if (tries < rule.retries && rule.retriesOn(failure) && due - since <= rule.totalMs) {
        world.clock.at(due, () => void attempt(outgoing, rule, tries + 1, since));
      } else tally.failed++;
    }
    return status;
  }
}

function checkDelivery(exchange: Exchange): DeliveryFailure | undefined {
  if (!exchange.answer) return exchange.why;
  const { status } = exchange.answer;
  if (status >= 500) return "5xx";
  return status >= 400 ? "4xx" : undefined;
}
