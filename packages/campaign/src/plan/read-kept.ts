import type { CampaignRetention, PlanKept } from "@relance/spec";
import { durationMs } from "../definition/duration.ts";

export function planKept({ contacts, bodies, raw, reason }: CampaignRetention): PlanKept {
  return {
    ...(contacts === undefined ? {} : { contacts: durationMs(contacts) }),
    ...(bodies === undefined ? {} : { bodies: durationMs(bodies) }),
    ...(raw === undefined ? {} : { raw: durationMs(raw) }),
    ...(reason === undefined ? {} : { isLonger: true }),
  };
}
