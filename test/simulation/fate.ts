import { share } from "@relance/testing";
import type { FakeVendor } from "../support/oracle/facts.ts";
import type { Troubles } from "./troubles.ts";

const SECOND = 1_000;

/** What happens to one message after the send. The fate does not depend on the worker or the time of the send. */
export interface Fate {
  /** `cut`: the connection breaks before the provider's API has the request. */
  readonly does: "take" | "refuse" | "throttle" | "account" | "cut";
  readonly disposition: "retry" | "reroute" | "reject";
  readonly outMs: number;
  readonly backMs: number;
  /**
   * `lost`: the connection breaks instead of an answer · `never`: the provider does not answer, and the connection
   * stays open.
   */
  readonly answer: "comes" | "lost" | "never";
  readonly arrives: boolean;
  readonly reports: readonly {
    readonly kind: "in-transit" | "delivered" | "undelivered";
    readonly addressPermanent: boolean;
    readonly afterMs: number;
    readonly isByRef: boolean;
  }[];
}

export interface Outage {
  readonly provider: string;
  readonly from: number;
  readonly to: number;
  readonly does: "refuse" | "cut" | "throttle" | "account";
}

/** Returns the outage of a simulation. In half of the simulations, one provider's API fails for 5 to 45 minutes. */
export function outageOf(seed: number, startedAt: number, troubles: Troubles): Outage | undefined {
  // even seeds have one sending worker, odd seeds have several; with this condition, outages occur in both
  if (seed % 4 < 2) return undefined;
  const roll = (name: string) => share(seed, "outage", name);
  const providers = ["sms.main", "sms.main", "sms.main", "sms.second", "email.smtp"] as const;
  const from = startedAt + Math.floor(Math.max(0, roll("from") * 60 - 30)) * 60 * SECOND;
  return {
    provider: providers[Math.floor(roll("instance") * providers.length)] ?? "sms.main",
    from,
    to: from + Math.floor((5 + roll("length") * 40) * 60) * SECOND,
    does: troubles.has("account refusals") ? "account" : faultAt(roll("does")),
  };
}

function faultAt(luck: number): Outage["does"] {
  if (luck < 0.55) return "refuse";
  return luck < 0.75 ? "throttle" : "cut";
}

export function fateWithin({ does }: Outage, { outMs, backMs }: Fate): Fate {
  const common = { disposition: "retry", outMs, backMs, arrives: false, reports: [] } as const;
  return { ...common, does, answer: does === "cut" ? "lost" : "comes" };
}

/**
 * Returns the maximum delay of a report, in milliseconds. Some reports arrive before the provider's answer, and some
 * after the receipt is overdue.
 */
function patienceFor(luck: number): number {
  if (luck < 0.15) return 600 * SECOND;
  return luck < 0.8 ? 60 * SECOND : 2 * SECOND;
}

export function fateOf(seed: number, provider: string, attemptId: string, { channel, receipts }: FakeVendor): Fate {
  const roll = (name: string) => share(seed, provider, attemptId, name);
  const luck = roll("luck");
  const ms = (name: string, most: number) => Math.floor(roll(name) * most);
  const isSlow = roll("slow") < 0.05;
  const common = {
    disposition: (["retry", "reroute", "reject"] as const)[Math.floor(roll("disposition") * 3)] ?? "retry",
    outMs: 20 + ms("out", roll("far") < 0.2 ? 3 * SECOND : 400),
    backMs: isSlow ? 6 * SECOND + ms("back", 10 * SECOND) : 20 + ms("back", roll("far") < 0.2 ? 3 * SECOND : 400),
  };
  if (luck < 0.08) return { ...common, does: "refuse", answer: "comes", arrives: false, reports: [] };
  if (luck < 0.12) return { ...common, does: "throttle", answer: "comes", arrives: false, reports: [] };
  if (luck < 0.16) return { ...common, does: "cut", answer: "lost", arrives: false, reports: [] };
  const answer = luck < 0.24 ? "lost" : luck < 0.27 ? "never" : "comes";
  const isByRef = roll("named") < 0.3;
  const report = (kind: Fate["reports"][number]["kind"], name: string, addressPermanent = false) => ({
    kind,
    addressPermanent,
    isByRef,
    afterMs: ms(name, patienceFor(roll(`${name} late`))),
  });
  const transit = roll("transit") < 0.4 ? [report("in-transit", "in-transit")] : [];
  const end = roll("end");
  const taken = { ...common, does: "take", answer } as const;
  if (end < 0.25) return { ...taken, arrives: false, reports: transit };
  if (end < 0.35)
    return {
      ...taken,
      arrives: false,
      reports: [...transit, report("undelivered", "failed", roll("dead") < 0.4)],
    };
  if (channel === "email" && receipts && end > 0.8) {
    const bounce = report("undelivered", "bounce", roll("dead") < 0.4);
    const late = { ...bounce, afterMs: bounce.afterMs + 60 * SECOND };
    return { ...taken, arrives: false, reports: [report("delivered", "arrived"), late] };
  }
  // the carrier's first delivery attempt failed, and its second succeeded
  const failedFirst = end < 0.42 ? [report("undelivered", "failed")] : [];
  return { ...taken, arrives: true, reports: [...transit, ...failedFirst, report("delivered", "arrived")] };
}
