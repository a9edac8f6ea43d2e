import type { Health, Ledger, Metric, SlowedProvider, Store } from "@relance/spec";
import { isCanaries } from "../canaries/canary-campaign.ts";
import { readIncidents } from "../incidents/read-incidents.ts";
import { campaignLabels, measureCampaigns, measureReceipts, toldCampaigns } from "./measure-campaigns.ts";

/**
 * Everything about a gateway that tools may draw or alert on, read from counters, bins and incidents: never from
 * people. A store that fails leaves the numbers of this process, with `relance_store_up` at 0.
 */
export async function measureGateway(
  store: Store,
  health: Health,
  refusals: ReadonlyMap<string, number>,
): Promise<readonly Metric[]> {
  const ofProcess = [...measureHealth(health), measureRefusals(refusals)];
  if (health.store === "failing") return ofProcess;
  const ledgers = toldCampaigns((await store.count()).filter(({ name }) => !isCanaries(name)));
  return [
    ...ofProcess,
    ...(await measureWorkers(store, ledgers)),
    await measureIncidents(store, ledgers),
    ...measurePaces((await store.queues()).slowed),
    ...measureCampaigns(ledgers),
    ...(await measureReceipts(store, ledgers)),
  ];
}

function measureHealth({ ok, store, auditor, openGaps }: Health): readonly Metric[] {
  const gauge = (name: string, help: string, value: number): Metric => ({
    name,
    type: "gauge",
    help,
    samples: [{ labels: {}, value }],
  });
  return [
    gauge("relance_healthy", "1 while the engine does its work, as /health says.", Number(ok)),
    gauge("relance_store_up", "1 while the store answers.", Number(store === "ok")),
    {
      name: "relance_auditor",
      type: "gauge",
      help: "1 for the auditor's verdict: green, red, or unknown where this process does not audit.",
      samples: [{ labels: { verdict: auditor }, value: 1 }],
    },
    gauge("relance_ingress_gaps", "Times of not hearing that have not ended, in this process.", openGaps),
  ];
}

function measureRefusals(refusals: ReadonlyMap<string, number>): Metric {
  return {
    name: "relance_webhook_refusals",
    type: "counter",
    help: "Requests that were refused at the door of this process, by error code.",
    samples: [...refusals].map(([code, value]) => ({ labels: { code }, value })),
  };
}

async function measureWorkers(store: Store, ledgers: readonly Ledger[]): Promise<readonly Metric[]> {
  const { processes, uncarried } = await store.workers();
  const count = (role: string) => processes.filter((one) => one.role === role).length;
  return [
    {
      name: "relance_processes",
      type: "gauge",
      help: "Living processes of this store by role.",
      samples: ["worker", "receiver"].map((role) => ({ labels: { role }, value: count(role) })),
    },
    {
      name: "relance_uncarried_since_seconds",
      type: "gauge",
      help: "Since when people wait for a provider that no living worker has, in seconds since 1970.",
      samples: uncarried.flatMap(({ campaign, step, provider, dueAt }) => {
        const ledger = ledgers.find((one) => one.campaign === campaign);
        if (ledger === undefined) return [];
        const labels = { ...campaignLabels(ledger), step: String(step), provider };
        return [{ labels, value: dueAt.getTime() / 1_000 }];
      }),
    },
  ];
}

async function measureIncidents(store: Store, ledgers: readonly Ledger[]): Promise<Metric> {
  const open = await Array.fromAsync(readIncidents(store, { open: true }));
  return {
    name: "relance_incident_started_seconds",
    type: "gauge",
    help: "When an incident that has not ended began, in seconds since 1970.",
    samples: open.map(({ id, campaign, kind, provider, destination, startedAt }) => {
      const ledger = ledgers.find((one) => one.campaign === campaign);
      const who = campaignLabels(ledger ?? { tenant: "", name: "", occurrence: "" });
      return {
        labels: { ...who, incident: String(id), kind, provider, destination },
        value: startedAt.getTime() / 1_000,
      };
    }),
  };
}

/** How fast providers may be sent over whose far ends throttle us; others are not listed. */
function measurePaces(slowed: readonly SlowedProvider[]): readonly Metric[] {
  const gauge = (name: string, help: string, of: (one: SlowedProvider) => number): Metric => ({
    name,
    type: "gauge",
    help,
    samples: slowed.map((one) => ({ labels: { provider: one.provider }, value: of(one) })),
  });
  return [
    gauge(
      "relance_provider_slowed_rate",
      "Messages a second over a provider that throttles us; absent while it does not.",
      ({ perSecond }) => perSecond,
    ),
    gauge(
      "relance_provider_slowed_top",
      "Messages a second at which that is over: as configured, or as measured.",
      ({ top }) => top,
    ),
    gauge(
      "relance_provider_slowed_since_seconds",
      "Since when it throttles us, in seconds since 1970.",
      ({ since }) => since.getTime() / 1_000,
    ),
  ];
}
