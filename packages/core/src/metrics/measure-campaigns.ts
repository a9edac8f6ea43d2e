import {
  type BinRow,
  type CampaignState,
  ENROLLMENT_STATES,
  type Ledger,
  type Metric,
  type MetricSample,
  type Store,
} from "@relance/spec";

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

function isOver({ state }: Ledger): boolean {
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

const MINUTE_MS = 60_000;
/** Messages of this age have had the time to be answered, and are young enough to tell of the present. */
const OLDEST_MS = 15 * MINUTE_MS;
const YOUNGEST_MS = 5 * MINUTE_MS;

/** By provider and destination: what was taken five to fifteen minutes ago, and how much of just that is answered by now. */
export async function measureReceipts(store: Store, ledgers: readonly Ledger[]): Promise<readonly Metric[]> {
  const taken: MetricSample[] = [];
  const answered: MetricSample[] = [];
  const { now } = await store.bins({ campaign: 0, since: Number.MAX_SAFE_INTEGER });
  const minute = now - (now % MINUTE_MS);
  for (const ledger of ledgers) {
    if (isOver(ledger)) continue;
    const { rows } = await store.bins({
      campaign: ledger.campaign,
      since: minute - OLDEST_MS,
      until: minute - YOUNGEST_MS,
      grainMs: MINUTE_MS,
    });
    for (const { provider, destination, accepted, received } of flowsOf(rows)) {
      const labels = { ...campaignLabels(ledger), provider, destination };
      taken.push({ labels, value: accepted });
      answered.push({ labels, value: received });
    }
  }
  return [
    {
      name: "relance_recent_taken",
      type: "gauge",
      help: "Messages that a provider took five to fifteen minutes ago, by part of the audience.",
      samples: taken,
    },
    {
      name: "relance_recent_answered",
      type: "gauge",
      help: "How many of relance_recent_taken have had a final receipt by now.",
      samples: answered,
    },
  ];
}

function flowsOf(
  rows: readonly BinRow[],
): Iterable<{ provider: string; destination: string; accepted: number; received: number }> {
  const flows = new Map<string, { provider: string; destination: string; accepted: number; received: number }>();
  for (const { provider, destination, accepted, received } of rows) {
    const name = JSON.stringify([provider, destination]);
    const flow = flows.get(name) ?? { provider, destination, accepted: 0, received: 0 };
    flow.accepted += accepted;
    for (const [, count] of received) flow.received += count;
    flows.set(name, flow);
  }
  return flows.values();
}
