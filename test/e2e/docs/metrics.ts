import { metrics } from "@opentelemetry/api";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";

const scraped = new PrometheusExporter({ host: "127.0.0.1" }); // port 9464, or OTEL_EXPORTER_PROMETHEUS_PORT
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [scraped] }));
