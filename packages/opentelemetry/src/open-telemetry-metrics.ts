import { metrics } from "@opentelemetry/api";
import type { MeasuredGateway, Meters } from "@relance/spec";
import { measureDurations } from "./metrics/durations.ts";
import { observeGateways } from "./metrics/observe-gateways.ts";

/**
 * Metrics of a gateway for the meter provider of this process, whatever it exports to: histograms of durations, and gauges
 * of what the store knows, read when somebody collects. They hold names of campaigns, providers and destinations, error
 * codes and counts: never an address, a key or a text. Without an OpenTelemetry SDK in the process nothing is recorded;
 * it has to be there before the gateway opens.
 *
 * @example
 * export default defineGateway({ …, observe: { metrics: openTelemetryMetrics() } });
 */
export function openTelemetryMetrics(): Meters {
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
