import type { Attributes, Meter } from "@opentelemetry/api";
import { LATENESS_EDGES_S, type Meters } from "@relance/spec";

/** Upper edges in seconds; those of the first are OpenTelemetry's own for calls of messaging systems. */
const CALLS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 15];
const RECEIPTS = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 900, 3_600, 14_400, 86_400];
const LATENESS = [0.05, 0.1, 0.25, 0.5, ...LATENESS_EDGES_S];
const REQUESTS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40];

/** Histograms of what takes time, told as it happens. */
export function measureDurations(meter: Meter): Omit<Meters, "open"> {
  const histogram = (name: string, description: string, explicitBucketBoundaries: number[]) => {
    const own = meter.createHistogram(name, { unit: "s", description, advice: { explicitBucketBoundaries } });
    return (ms: number, attributes: Attributes) => own.record(Math.max(0, ms) / 1_000, attributes);
  };
  const send = histogram("messaging.client.operation.duration", "How long a provider took to answer a send.", CALLS);
  const receipt = histogram("relance.receipt.duration", "From taken by the provider to its final receipt.", RECEIPTS);
  const step = histogram("relance.step.lateness", "From due to handed to the provider.", LATENESS);
  const webhook = histogram("relance.webhook.duration", "Until your system took a webhook, or refused it.", REQUESTS);
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
