import { type Attributes, type BatchObservableResult, type Meter, metrics, type Observable } from "@opentelemetry/api";
import { LATENESS_EDGES_S, type MeasuredGateway, type Meters } from "@relance/spec";
import { ALL_FAMILIES, type Family, readGateway, type Sample } from "./read-gateway.ts";

/** Creates the instruments: histograms of durations, and gauges that are read from the store at each collection. */
export function createMeters(): Meters {
  const gateways = new Set<MeasuredGateway>();
  let durations: ReturnType<typeof measureDurations> | undefined;
  return {
    open(gateway) {
      gateways.add(gateway);
      if (durations === undefined) {
        const meter = metrics.getMeter("@relance/opentelemetry");
        durations = measureDurations(meter);
        observeGateways(meter, gateways);
      }
      return () => gateways.delete(gateway);
    },
    send: (took) => durations?.send(took),
    receipt: (took) => durations?.receipt(took),
    step: (took) => durations?.step(took),
    webhook: (took) => durations?.webhook(took),
  };
}

/** Reports all gauges at each collection. The SDK repeats old values, so values that no longer exist are set to 0. */
function observeGateways(meter: Meter, gateways: ReadonlySet<MeasuredGateway>): void {
  const observables = new Map<Family, Observable>(
    ALL_FAMILIES.map((family) => {
      const { name, unit, description, isCounter } = family;
      const create = isCounter ? "createObservableCounter" : "createObservableGauge";
      return [family, meter[create](name, { unit, description })];
    }),
  );
  const told = new Map<string, Sample>();

  async function read(result: BatchObservableResult): Promise<void> {
    const gone = new Map(told);
    const observe = (sample: Sample) => {
      const observable = observables.get(sample.family);
      if (observable !== undefined) result.observe(observable, sample.value, sample.attributes);
    };
    let isWhole = true;
    for (const gateway of gateways) {
      const { samples, isStoreUp } = await readGateway(gateway);
      isWhole &&= isStoreUp;
      for (const sample of samples) {
        const key = JSON.stringify([sample.family.name, sample.attributes]);
        told.set(key, sample);
        gone.delete(key);
        observe(sample);
      }
    }
    if (isWhole) for (const sample of gone.values()) if (!sample.family.isCounter) observe({ ...sample, value: 0 });
  }

  meter.addBatchObservableCallback(read, [...observables.values()]);
}

/** Upper limits of the buckets for call durations, in seconds, from OpenTelemetry's messaging conventions. */
const CALLS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 15];
const RECEIPTS = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 900, 3_600, 14_400, 86_400];
const LATENESS = [0.05, 0.1, 0.25, 0.5, ...LATENESS_EDGES_S];
const REQUESTS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40];

function measureDurations(meter: Meter): Omit<Meters, "open"> {
  const histogram = (name: string, description: string, explicitBucketBoundaries: number[]) => {
    const own = meter.createHistogram(name, { unit: "s", description, advice: { explicitBucketBoundaries } });
    return (ms: number, attributes: Attributes) => own.record(Math.max(0, ms) / 1_000, attributes);
  };
  const send = histogram("messaging.client.operation.duration", "Time that a provider took to answer a send.", CALLS);
  const receipt = histogram("relance.receipt.duration", "Time from acceptance to the final receipt.", RECEIPTS);
  const step = histogram("relance.step.lateness", "Time from a message's due time to its send.", LATENESS);
  const webhook = histogram("relance.webhook.duration", "Time that your system took to answer a webhook.", REQUESTS);
  const failure = (code: string | undefined) => (code === undefined ? {} : { "error.type": code });
  const system = (vendor: string, channel: string) => ({
    "messaging.system": vendor,
    "messaging.destination.name": channel,
  });

  return {
    send: ({ provider, vendor, channel, outcome, errorCode, ms }) =>
      send(ms, {
        ...system(vendor, channel),
        "messaging.operation.name": "send",
        "messaging.operation.type": "send",
        "relance.provider": provider,
        "relance.outcome": outcome,
        ...failure(errorCode),
      }),
    receipt: ({ provider, vendor, channel, outcome, ms }) =>
      receipt(ms, { ...system(vendor, channel), "relance.provider": provider, "relance.outcome": outcome }),
    step: ({ campaign, tenant, step: number, provider, ms }) =>
      step(ms, {
        "relance.campaign": campaign,
        ...(tenant === "" ? {} : { "relance.tenant": tenant }),
        "relance.step": number,
        "relance.provider": provider,
      }),
    webhook: ({ to, errorCode, ms }) => webhook(ms, { "relance.webhook": to, ...failure(errorCode) }),
  };
}
