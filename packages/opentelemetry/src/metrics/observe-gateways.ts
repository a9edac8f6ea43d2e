import type { BatchObservableResult, Meter, Observable } from "@opentelemetry/api";
import type { MeasuredGateway } from "@relance/spec";
import { FAMILIES, type Family, type Sample } from "./families.ts";
import { readGateway } from "./read-gateway.ts";

/**
 * Reads these gateways whenever somebody collects. OpenTelemetry's SDK goes on telling what was observed once, so what is
 * over is observed as 0.
 */
export function observeGateways(meter: Meter, gateways: ReadonlySet<MeasuredGateway>): void {
  const observables = new Map<Family, Observable>(
    Object.values(FAMILIES).map((family) => {
      const { name, unit, description, isCounter = false } = family;
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
