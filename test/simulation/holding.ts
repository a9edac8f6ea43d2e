import { share } from "@relance/testing";
import type { CampaignDefinition } from "relance";
import type { Hold } from "../support/oracle/facts.ts";
import type { Troubles } from "./troubles.ts";

const MINUTE = 60_000;
export const PRICES = {
  currency: "EUR",
  perMessage: { "sms.main": 1, "sms.second": 1, "email.smtp": 0, "push.web": 0, "courier.bike": 0 },
} as const;
const SMS = ["sms.main", "sms.second"];
const ZONE_MS = 120 * MINUTE;

/** Windows and budget of a campaign file, and the periods in which the windows delay messages. */
export interface Holding {
  readonly file: Pick<CampaignDefinition, "windows" | "budget" | "timezone">;
  readonly holds: readonly Hold[];
}

export function holdingOf(seed: number, troubles: Troubles, startedAt: number): Holding {
  const minutes = (name: string, least: number, most: number) =>
    MINUTE * Math.floor(least + share(seed, name) * (most - least));
  if (troubles.has("budgets"))
    return { file: { budget: `${Math.floor(10 + share(seed, "budget") * 35)} EUR` }, holds: [] };
  if (!troubles.has("windows")) return { file: {}, holds: [] };
  const from = startedAt + minutes("closes", 5, 40);
  const to = from + minutes("closed for", 15, 45);
  const local = (at: number) => new Date(at + ZONE_MS).toISOString().slice(11, 16);
  return {
    file: { timezone: "Europe/Paris", windows: { sms: [`00:00-${local(from)}`, `${local(to)}-24:00`] } },
    holds: [{ providers: SMS, from, to, isSure: true }],
  };
}
