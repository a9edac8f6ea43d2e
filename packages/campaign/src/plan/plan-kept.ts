import type { CampaignRetention, PlanKept } from "@relance/spec";
import { durationMs } from "../definition/duration.ts";

/** What a campaign's `retention` comes to. */
export function planKept({ contacts, bodies, raw, longer }: CampaignRetention): PlanKept {
  return {
    ...(contacts === undefined ? {} : { contacts: durationMs(contacts) }),
    ...(bodies === undefined ? {} : { bodies: durationMs(bodies) }),
    ...(raw === undefined ? {} : { raw: durationMs(raw) }),
    ...(longer === undefined ? {} : { isLonger: true }),
  };
}
