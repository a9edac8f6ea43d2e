import { type CampaignState, ENROLLMENT_STATES, type Ledger, type Metric } from "@relance/spec";

const OVER: readonly CampaignState[] = ["closed", "cancelled"];
/** Campaigns that are over and still told: whoever alerts on their end has to see it. */
const LAST_OVER = 10;

export function campaignLabels({
  tenant,
  name,
  occurrence,
}: Pick<Ledger, "tenant" | "name" | "occurrence">): Readonly<Record<string, string>> {
  return { tenant, campaign: name, occurrence };
}

/** Campaigns worth telling: all that go on, and the last that are over. */
export function toldCampaigns(ledgers: readonly Ledger[]): readonly Ledger[] {
  const over = ledgers.filter(isOver).slice(-LAST_OVER);
  return ledgers.filter((ledger) => !isOver(ledger) || over.includes(ledger));
}

export function isOver({ state }: Ledger): boolean {
  return OVER.includes(state);
}

export function measureCampaigns(ledgers: readonly Ledger[]): readonly Metric[] {
  return [
    {
      name: "relance_campaign_state",
      type: "gauge",
      help: "1 for the state that a campaign is in.",
      samples: ledgers.map((ledger) => ({
        labels: { ...campaignLabels(ledger), state: ledger.state },
        value: 1,
      })),
    },
    {
      name: "relance_campaign_ledger_holds",
      type: "gauge",
      help: "1 while every line, person and attempt is accounted for.",
      samples: ledgers.map((ledger) => ({ labels: campaignLabels(ledger), value: Number(ledger.holds) })),
    },
    {
      name: "relance_campaign_people",
      type: "gauge",
      help: "People of a campaign by state; the states add up to those enrolled.",
      samples: ledgers.flatMap((ledger) =>
        ENROLLMENT_STATES.map((state) => ({
          labels: { ...campaignLabels(ledger), state },
          value: ledger.states[state],
        })),
      ),
    },
    {
      name: "relance_campaign_late",
      type: "gauge",
      help: "People who confirmed after the deadline; among the acknowledged.",
      samples: ledgers.map((ledger) => ({ labels: campaignLabels(ledger), value: ledger.late })),
    },
    {
      name: "relance_campaign_unreached",
      type: "gauge",
      help: "People over without a confirmation, and refused rows, by cause.",
      samples: ledgers.flatMap((ledger) =>
        Object.entries(ledger.unreachedBy).map(([cause, value]) => ({
          labels: { ...campaignLabels(ledger), cause },
          value,
        })),
      ),
    },
    {
      name: "relance_campaign_messages",
      type: "gauge",
      help: "Attempts by step, provider, state and evidence; each is counted once.",
      samples: ledgers.flatMap((ledger) =>
        ledger.attempts.map(({ step, provider, state, evidence, count }) => ({
          labels: { ...campaignLabels(ledger), step: String(step), provider, state, evidence },
          value: count,
        })),
      ),
    },
  ];
}
