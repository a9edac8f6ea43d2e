import type { Attributes } from "@opentelemetry/api";
import { type CampaignState, ENROLLMENT_STATES, type Ledger } from "@relance/spec";
import { campaignAttributes } from "../contexts.ts";
import { FAMILIES, type Sample } from "./families.ts";

const OVER: readonly CampaignState[] = ["closed", "cancelled"];
/** Campaigns that are over and still told: whoever alerts on their end has to see it. */
const LAST_OVER = 10;

/** What names a campaign. */
export function attributesOf({ tenant, name, occurrence }: Pick<Ledger, "tenant" | "name" | "occurrence">): Attributes {
  return campaignAttributes({ tenant, campaign: name, occurrence });
}

/** Campaigns worth telling: all that go on, and the last that are over. */
export function toldCampaigns(ledgers: readonly Ledger[]): readonly Ledger[] {
  const over = ledgers.filter(isOver).slice(-LAST_OVER);
  return ledgers.filter((ledger) => !isOver(ledger) || over.includes(ledger));
}

export function isOver({ state }: Ledger): boolean {
  return OVER.includes(state);
}

/** What the ledgers say. */
export function readCampaigns(ledgers: readonly Ledger[]): readonly Sample[] {
  return ledgers.flatMap((ledger) => {
    const campaign = attributesOf(ledger);
    const { state, holds, states, late, unreachedBy, attempts } = ledger;
    return [
      { family: FAMILIES.state, value: 1, attributes: { ...campaign, "relance.state": state } },
      { family: FAMILIES.unaccounted, value: Number(!holds), attributes: campaign },
      { family: FAMILIES.late, value: late, attributes: campaign },
      ...ENROLLMENT_STATES.map((own) => ({
        family: FAMILIES.people,
        value: states[own],
        attributes: { ...campaign, "relance.state": own },
      })),
      ...Object.entries(unreachedBy).map(([cause, value]) => ({
        family: FAMILIES.unreached,
        value,
        attributes: { ...campaign, "relance.cause": cause },
      })),
      ...attempts.map(({ step, provider, state: own, evidence, count }) => ({
        family: FAMILIES.messages,
        value: count,
        attributes: {
          ...campaign,
          "relance.step": step,
          "relance.provider": provider,
          "relance.state": own,
          "relance.evidence": evidence,
        },
      })),
    ];
  });
}
