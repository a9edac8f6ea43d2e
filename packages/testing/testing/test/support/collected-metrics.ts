import { metrics } from "@opentelemetry/api";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { DataPointType, MeterProvider, type MetricData } from "@opentelemetry/sdk-metrics";

/** A collected value. A histogram has the number of values and their sum. */
export interface CollectedMetric {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: number;
  readonly sum?: number | undefined;
}

/** The meter provider of this process, until disposal. */
export interface Collector extends Disposable {
  collect(): Promise<readonly MetricData[]>;
  told(): Promise<readonly CollectedMetric[]>;
}

/** Opens a collector. The collector must open before the gateway. */
export function openCollector(): Collector {
  const reader = new PrometheusExporter({ preventServerStart: true });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));

  async function collect(): Promise<readonly MetricData[]> {
    const { resourceMetrics, errors } = await reader.collect();
    if (errors.length > 0) throw new AggregateError(errors, "metrics could not be read");
    return resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  }

  return {
    collect,
    async told() {
      return (await collect()).flatMap((metric): CollectedMetric[] => {
        const { name } = metric.descriptor;
        if (metric.dataPointType === DataPointType.HISTOGRAM)
          return metric.dataPoints.map(({ attributes, value }) => ({
            name,
            attributes,
            value: value.count,
            sum: value.sum,
          }));
        if (metric.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM) return [];
        return metric.dataPoints.map(({ attributes, value }) => ({ name, attributes, value }));
      });
    },
    [Symbol.dispose]: () => metrics.disable(),
  };
}
