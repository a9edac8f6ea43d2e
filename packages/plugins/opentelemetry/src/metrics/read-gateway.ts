import type { Attributes } from "@opentelemetry/api";
import {
  type CampaignState,
  ENROLLMENT_STATES,
  type Health,
  type Ledger,
  type MeasuredGateway,
  readIncidents,
  type SlowedProvider,
} from "@relance/spec";

export interface Family {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** True for a counter that starts at 0 when this process starts. */
  readonly isCounter: boolean;
}

export interface Sample {
  readonly family: Family;
  readonly value: number;
  readonly attributes: Attributes;
}

function family(name: string, unit: string, description: string, isCounter = false): Family {
  return { name: `relance.${name}`, unit, description, isCounter };
}

const RATE = "{message}/s";
const FAMILIES = {
  healthy: family("healthy", "1", "1 while the engine of this process is healthy."),
  storeUp: family("store.up", "1", "1 while the store answers."),
  auditor: family("auditor", "1", "1 for the current result of the audit; no value in a process that runs no audit."),
  gaps: family("ingress.gaps", "{gap}", "Number of providers whose receipts this process cannot receive."),
  refusals: family("webhook.refusals", "{request}", "Number of incoming requests that this process refused.", true),
  sendRefusals: family("send.refusals", "{call}", "Number of send() calls refused in this process.", true),
  processes: family("processes", "{process}", "Running processes that use this store."),
  uncarried: family("uncarried.since", "s", "When recipients began to wait for a provider that no worker has."),
  incident: family("incident.started", "s", "When an open incident began."),
  slowedRate: family("provider.slowed.rate", RATE, "Messages per second through a provider that throttles."),
  slowedTop: family("provider.slowed.top", RATE, "Messages per second at which throttling counts as over."),
  slowedSince: family("provider.slowed.since", "s", "When a provider began to throttle sending."),
  state: family("campaign.state", "1", "1 for the current state of a campaign."),
  unaccounted: family("campaign.unaccounted", "1", "1 while the ledger's sums lack a recipient or an attempt."),
  people: family("campaign.people", "{person}", "Enrolled recipients of a campaign, by state."),
  late: family("campaign.late", "{person}", "Acknowledged recipients who confirmed after their deadline."),
  unreached: family(
    "campaign.unreached",
    "{person}",
    "Recipients who ended without a confirmation, plus refused rows.",
  ),
  messages: family("campaign.messages", "{message}", "Attempts by state; each attempt is in one state."),
};

function sample(family: Family, value: number, attributes: Attributes = {}): Sample {
  return { family, value, attributes };
}

export const ALL_FAMILIES: readonly Family[] = Object.values(FAMILIES);

interface Read {
  readonly samples: readonly Sample[];
  /** True if the store answered the read. Then a missing sample no longer exists; otherwise, its value is unknown. */
  readonly isStoreUp: boolean;
}

/** Reads all samples of a gateway. If the store fails, only samples of this process are returned. */
export async function readGateway(gateway: MeasuredGateway): Promise<Read> {
  const { store, refused } = gateway;
  const health = await gateway.health();
  const ofProcess = [...readHealth(health), ...readRefusals(refused)];
  if (health.store === "failing") return { samples: ofProcess, isStoreUp: false };
  const ledgers = toldCampaigns(await gateway.ledgers());
  const samples = [
    ...ofProcess,
    ...(await readWorkers(store, ledgers)),
    ...(await readOpenIncidents(store, ledgers)),
    ...(await store.queues()).slowed.flatMap(readPace),
    ...readCampaigns(ledgers),
  ];
  return { samples, isStoreUp: true };
}

function readHealth({ ok, store, auditor, openGaps }: Health): readonly Sample[] {
  return [
    sample(FAMILIES.healthy, Number(ok)),
    sample(FAMILIES.storeUp, Number(store === "ok")),
    sample(FAMILIES.auditor, 1, { "relance.verdict": auditor }),
    sample(FAMILIES.gaps, openGaps),
  ];
}

function readRefusals(refused: ReadonlyMap<string, number>): readonly Sample[] {
  return [...refused].map(([code, value]) => {
    const family = code.startsWith("message/") ? FAMILIES.sendRefusals : FAMILIES.refusals;
    return sample(family, value, { "error.type": code });
  });
}

async function readWorkers(store: MeasuredGateway["store"], ledgers: readonly Ledger[]): Promise<readonly Sample[]> {
  const { processes, uncarried } = await store.workers();
  const count = (role: string) => processes.filter((one) => one.role === role).length;
  return [
    ...["worker", "receiver"].map((role) => sample(FAMILIES.processes, count(role), { "relance.role": role })),
    ...uncarried.flatMap(({ campaign, step, provider, dueAt }) => {
      const ledger = ledgers.find((one) => one.campaign === campaign);
      if (ledger === undefined) return [];
      const attributes = { ...toAttributes(ledger), "relance.step": step, "relance.provider": provider };
      return [sample(FAMILIES.uncarried, seconds(dueAt), attributes)];
    }),
  ];
}

async function readOpenIncidents(
  store: MeasuredGateway["store"],
  ledgers: readonly Ledger[],
): Promise<readonly Sample[]> {
  const open = await Array.fromAsync(readIncidents(store, { open: true }));
  return open.map(({ id, campaign, kind, provider, destination, startedAt }) => {
    const ledger = ledgers.find((one) => one.campaign === campaign);
    const attributes = {
      ...(ledger === undefined ? {} : toAttributes(ledger)),
      "relance.incident": id,
      "relance.incident_kind": kind,
      "relance.provider": provider,
      "relance.destination": destination,
    };
    return sample(FAMILIES.incident, seconds(startedAt), attributes);
  });
}

function readPace({ provider, perSecond, top, since }: SlowedProvider): readonly Sample[] {
  const attributes = { "relance.provider": provider };
  return [
    sample(FAMILIES.slowedRate, perSecond, attributes),
    sample(FAMILIES.slowedTop, top, attributes),
    sample(FAMILIES.slowedSince, seconds(since), attributes),
  ];
}

function seconds(at: Date): number {
  return at.getTime() / 1_000;
}

const OVER: readonly CampaignState[] = ["closed", "cancelled"];
/** How many ended campaigns still have metrics, so that an alert about the end of a campaign can fire. */
const LAST_OVER = 10;

function toAttributes({ tenant, name, occurrence }: Ledger): Attributes {
  return {
    "relance.campaign": name,
    ...(occurrence === "" ? {} : { "relance.occurrence": occurrence }),
    ...(tenant === "" ? {} : { "relance.tenant": tenant }),
  };
}

function toldCampaigns(ledgers: readonly Ledger[]): readonly Ledger[] {
  const over = ledgers.filter(isOver).slice(-LAST_OVER);
  return ledgers.filter((ledger) => !isOver(ledger) || over.includes(ledger));
}

function isOver({ state }: Ledger): boolean {
  return OVER.includes(state);
}

function readCampaigns(ledgers: readonly Ledger[]): readonly Sample[] {
  return ledgers.flatMap((ledger) => {
    const campaign = toAttributes(ledger);
    const { state, holds, states, late, unreachedBy, attempts } = ledger;
    return [
      sample(FAMILIES.state, 1, { ...campaign, "relance.state": state }),
      sample(FAMILIES.unaccounted, Number(!holds), campaign),
      sample(FAMILIES.late, late, campaign),
      ...ENROLLMENT_STATES.map((own) => sample(FAMILIES.people, states[own], { ...campaign, "relance.state": own })),
      ...Object.entries(unreachedBy).map(([cause, count]) =>
        sample(FAMILIES.unreached, count, { ...campaign, "relance.cause": cause }),
      ),
      ...attempts.map(({ step, provider, state: own, evidence, count }) =>
        sample(FAMILIES.messages, count, {
          ...campaign,
          "relance.step": step,
          "relance.provider": provider,
          "relance.state": own,
          "relance.evidence": evidence,
        }),
      ),
    ];
  });
}
