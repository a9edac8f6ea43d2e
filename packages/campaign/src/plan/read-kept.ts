import type { CampaignRetention, PlanRetention } from "@relance/spec";
import { durationMs } from "../definition/duration.ts";

export function planRetention({ contacts, bodies, raw, reason }: CampaignRetention): PlanRetention {
  return {
    ...(contacts === undefined ? {} : { contacts: durationMs(contacts) }),
    ...(bodies === undefined ? {} : { bodies: durationMs(bodies) }),
    ...(raw === undefined ? {} : { raw: durationMs(raw) }),
    ...(reason === undefined ? {} : { isLonger: true }),
  };
}
