import { type AlertGap, alertGaps } from "@relance/core";
import type { GatewayConfig } from "relance";
import { instancesOf } from "./provider-facts.ts";

/** What a configuration cannot tell people about its own providers. */
export interface AlertWarning {
  /** Such as `alerts.sms`. */
  readonly path: string;
  readonly advice: string;
}

/** Where news of a provider would have to leave over that provider, or over its vendor. */
export function alertWarnings({ providers, alerts }: GatewayConfig): readonly AlertWarning[] {
  if (alerts === undefined) return [];
  return alertGaps(new Map(instancesOf(providers)), alerts).map((gap) => ({
    path: `alerts.${gap.channel}`,
    advice: adviceOf(gap),
  }));
}

function adviceOf({ channel, about, over, apart }: AlertGap): string {
  const what = channel === "sms" ? "an SMS" : "a mail";
  const way = apart === "none" ? "that provider itself" : `${over}, of the same vendor`;
  return `${what} about trouble with ${about} would leave over ${way}: add a provider of another vendor, or another way`;
}
